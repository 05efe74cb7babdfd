using System.Diagnostics;

namespace Rouse.Server.Tests.Configuration;

/// <summary>The built program, as a script sees it.</summary>
public sealed class RouseProcessTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wrong_file_in_the_working_directory_refuses_the_start()
    {
        _folder.Write("rouse.toml", "[push]\nring_window = 90\n");

        var (exitCode, output, error) = await Run("serve");

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Equal("rouse.toml:2: push.ring_window: 90 is not a duration; write \"90s\"\nrouse: not started\n", error);
        Assert.Equal(["rouse.toml"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Variable_of_the_environment_counts()
    {
        var (exitCode, _, error) = await Run("serve", ("ROUSE__PUSH__RING_WINDOW", "soon"));

        Assert.Equal(1, exitCode);
        Assert.Equal(
            "ROUSE__PUSH__RING_WINDOW: \"soon\" is not a duration; write a whole number and ms, s, m, h or d, 1s to 10m\n"
            + "rouse: not started\n",
            error);
    }

    [Fact]
    public async Task Damaged_database_refuses_the_start_with_what_to_do()
    {
        Directory.CreateDirectory(_folder["data"]);
        _folder.Write("data/rouse.db", new string('x', 4096));

        var (exitCode, _, error) = await Run("serve --listen udp://127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.Contains("rouse.db is damaged (file is not a database): put a backup in its place", error, StringComparison.Ordinal);
        Assert.EndsWith("\nrouse: not started\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Good_file_is_ok()
    {
        _folder.Write("rouse.toml", "domains = [\"example.org\"]\n");

        var named = await Run("check rouse.toml");
        var usual = await Run("check", ("ROUSE__DOMAINS", "example.com"));

        Assert.Equal((0, ""), (named.ExitCode, named.Error));
        Assert.StartsWith("rouse.toml: ok\n  listen    udp://*:5060, tcp://*:5060\n  domains   example.org\n", named.Output);
        Assert.Contains("  domains   example.com\n", usual.Output);
        Assert.Equal(["rouse.toml"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Server_says_when_it_is_ready_and_stops_when_it_is_told(string signal)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var rouse = Start("serve --listen udp://127.0.0.1:0 --listen tcp://127.0.0.1:0 --domain example.org");
        var report = await ReadUntilReadyAsync(rouse, timeout.Token);
        Assert.True(File.Exists(_folder["data/sandbox.url"]));
        using var kill = Process.Start("kill", [$"-{signal}", rouse.Id.ToString()]);
        await rouse.WaitForExitAsync(timeout.Token);

        Assert.StartsWith("ready on udp://127.0.0.1:", report[^1]);
        Assert.Equal(0, rouse.ExitCode);
        Assert.Equal("stopped\n", await rouse.StandardOutput.ReadToEndAsync(timeout.Token));
        Assert.Equal("example.org\n", await File.ReadAllTextAsync(_folder["data/realm"], timeout.Token));
        Assert.False(File.Exists(_folder["data/sandbox.url"]));
    }

    [Fact]
    public async Task Configured_provider_switches_the_sandbox_off()
    {
        _folder.Write("AuthKey.p8", KeyFiles.Key());
        _folder.Write("rouse.toml", """
            listen = ["udp://127.0.0.1:0"]
            push.apps."org.example.phone".apns = { key = "AuthKey.p8", key_id = "ABC123DEFG", team_id = "TEAM123456" }
            """);
        using var timeout = new CancellationTokenSource(Patience);
        using var rouse = Start("serve");
        var report = await ReadUntilReadyAsync(rouse, timeout.Token);
        var hasSandbox = File.Exists(_folder["data/sandbox.url"]);
        rouse.Kill();
        await rouse.WaitForExitAsync(timeout.Token);

        Assert.Contains("  push      apns org.example.phone production", report);
        Assert.False(hasSandbox);
    }

    static async Task<List<string>> ReadUntilReadyAsync(Process rouse, CancellationToken cancellation)
    {
        var lines = new List<string>();
        while (await rouse.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("ready", StringComparison.Ordinal))
                break;
        }
        return lines;
    }

    async Task<(int ExitCode, string Output, string Error)> Run(string arguments, params (string Name, string Text)[] variables)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var rouse = Start(arguments, variables);
        var output = rouse.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = rouse.StandardError.ReadToEndAsync(timeout.Token);
        await rouse.WaitForExitAsync(timeout.Token);
        return (rouse.ExitCode, await output, await error);
    }

    Process Start(string arguments, params (string Name, string Text)[] variables)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "rouse"), arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, text) in variables)
            start.Environment[name] = text;
        return Process.Start(start) ?? throw new InvalidOperationException("no process");
    }
}
