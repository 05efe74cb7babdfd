using Microsoft.Extensions.Time.Testing;
using Rouse.Commands;
using Rouse.Sandbox;

namespace Rouse.Server.Tests.Demo;

/// <summary>The demo with servers that are not as they should be; with the real one it is played among the tests with real parts.</summary>
public sealed class DemoCommandTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The real server, but its phones listen to another sandbox: <c>$1</c> is written over the URL of its own.</summary>
    const string Diverted = """
        url=$1; shift
        "$0" "$@" | while IFS= read -r line; do
          case $line in ready*) printf '%s\n' "$url" > sandbox.url ;; esac
          printf '%s\n' "$line"
        done
        """;

    readonly StringWriter _error = new();
    readonly FakeTimeProvider _clock = new();

    static string Rouse => Path.Combine(AppContext.BaseDirectory, "rouse");

    public void Dispose() => _error.Dispose();

    [Fact]
    public async Task Phone_that_no_push_wakes_fails_the_demo()
    {
        await using var silent = await SandboxServer.StartAsync(new SandboxSettings(), TimeProvider.System);
        var output = new WatchedWriter("alice calls bob");
        var demo = DemoCommand.RunAsync(
            ["/bin/sh", "-c", Diverted, Rouse, silent.Devices.ToString()], TerminalOf(output), CancellationToken.None);
        await LetClockRunUntil(Task.WhenAny(output.Written, demo));

        Assert.Equal(1, await TurnClockUntilEndOf(demo));
        Assert.StartsWith(
            $"rouse: the demo failed: bob's phone waited 8 s for a push in vain{Environment.NewLine}"
            + $"rouse: the last lines of its server:{Environment.NewLine}",
            _error.ToString());
        Assert.DoesNotContain("All of it happened", output.ToString());
        Assert.False(Directory.Exists(DataFolderIn(output.ToString())));
    }

    [Fact]
    public async Task Server_that_ends_at_once_is_quoted()
    {
        var code = await RunAsync("/bin/sh", "-c", "echo to output; echo to error >&2; exit 3");

        Assert.Equal(1, code);
        var lines = _error.ToString().Split(Environment.NewLine);
        Assert.Equal(["rouse: the demo failed: the server ended with exit code 3", "rouse: the last lines of its server:"], lines[..2]);
        Assert.Equal(["  to error", "  to output"], lines[2..4].Order());
    }

    [Fact]
    public async Task Only_the_last_twenty_lines_are_quoted()
    {
        await RunAsync("/bin/sh", "-c", "for i in $(seq 30); do echo line $i; done");

        Assert.Equal(
            Enumerable.Range(11, 20).Select(i => $"  line {i}"), _error.ToString().TrimEnd().Split(Environment.NewLine).Skip(2));
    }

    [Fact]
    public async Task Server_that_never_listens_is_not_waited_for()
    {
        var demo = DemoCommand.RunAsync(["/bin/sh", "-c", "read line"], TerminalOf(TextWriter.Null), CancellationToken.None);

        Assert.Equal(1, await TurnClockUntilEndOf(demo));
        Assert.StartsWith("rouse: the demo failed: the server was not ready after 15 s", _error.ToString());
    }

    [Fact]
    public async Task Server_without_sandbox_is_no_stage()
    {
        var code = await RunAsync("/bin/sh", "-c", "echo 'ready on udp://127.0.0.1:1, tcp://127.0.0.1:1'; read line");

        Assert.Equal(1, code);
        Assert.StartsWith("rouse: the demo failed: the server runs without the sandbox", _error.ToString());
    }

    [Fact]
    public async Task Program_that_is_not_there_is_told()
    {
        Assert.Equal(1, await RunAsync("/nowhere/rouse"));
        Assert.StartsWith("rouse: the demo failed: the server cannot be started", _error.ToString());
    }

    [Fact]
    public async Task Demo_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var demo = DemoCommand.RunAsync(["/bin/sh", "-c", "read line"], TerminalOf(TextWriter.Null), stop.Token);

        await stop.CancelAsync();

        Assert.Equal(1, await demo.WaitAsync(Patience));
        Assert.Equal($"rouse: the demo was stopped{Environment.NewLine}", _error.ToString());
    }

    Task<int> RunAsync(params string[] program) =>
        DemoCommand.RunAsync(program, TerminalOf(TextWriter.Null), CancellationToken.None).WaitAsync(Patience);

    Terminal TerminalOf(TextWriter output) => new(output, _error, IsWatched: false) { Time = _clock };

    // The server is a real process: until the scene is set its time is ours.
    async Task LetClockRunUntil(Task scene)
    {
        var step = TimeSpan.FromMilliseconds(20);
        while (await Task.WhenAny(scene, Task.Delay(step)) != scene)
            _clock.Advance(step);
    }

    // Nothing tells that the demo waits on the clock, so the clock goes on until it has waited long enough.
    async Task<int> TurnClockUntilEndOf(Task<int> demo)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!demo.IsCompleted && !deadline.IsCancellationRequested)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        return await demo.WaitAsync(Patience);
    }

    static string DataFolderIn(string output)
    {
        var line = output.Split(Environment.NewLine).Single(line => line.Contains("data in ", StringComparison.Ordinal));
        return line[(line.IndexOf("data in ", StringComparison.Ordinal) + "data in ".Length)..];
    }
}
