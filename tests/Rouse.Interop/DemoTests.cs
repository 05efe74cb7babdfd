using System.Diagnostics;
using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary><c>rouse demo</c> as a newcomer starts it.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(20);

    /// <summary>What must be told, in this order.</summary>
    private static readonly string[] Told =
    [
        "1. A call wakes a sleeping iPhone",
        "bob's phone falls asleep (its connection is closed)",
        "alice calls bob",
        "a VoIP push with the Call-ID of the call reaches bob's phone (sandbox: nothing was sent to Apple/Google)",
        "bob's phone wakes up, registers, gets the call and rings after",
        "bob answers",
        "they talk: alice got",
        "alice hangs up",
        "INVITE alice@demo.example → bob@demo.example",
        "VoIP push to phone 1",
        "push to phone 1 accepted (200, id",
        "phone 1 registered from TCP 127.0.0.1:",
        "phone 1 answered 180 Ringing",
        "phone 1 answered 200 OK",
        "2. A message wakes a sleeping Android phone",
        "an urgent FCM message reaches alice's phone (sandbox: nothing was sent to Apple/Google)",
        "MESSAGE bob@demo.example → alice@demo.example",
        "Delivered to the phone after",
        "3. A call to a phone whose push token is dead",
        "alice hears 480 after",
        "INVITE alice@demo.example → carol@demo.example",
        "410 Unregistered",
        "All of it happened, in",
    ];

    [Fact]
    public async Task All_of_it_happens_whatever_is_configured_here()
    {
        var folder = Places.FreshFolder(nameof(All_of_it_happens_whatever_is_configured_here));
        await File.WriteAllTextAsync(Path.Combine(folder, "rouse.toml"), "listen = [\"udp://*:5060\"]\nnonsense = 1\n");
        await using var demo = new PartProcess("demo", folder, Places.Rouse, ["demo"]);
        var began = Stopwatch.GetTimestamp();

        var code = await demo.Exit(Promised);

        Assert.True(code == 0, string.Join('\n', demo.Lines));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Promised);
        AssertTold(demo.Lines);
        Assert.DoesNotContain(demo.Lines, line => line.Contains('\e'));
        Assert.False(Directory.Exists(DataFolderIn(demo.Lines)));
        Assert.False(IsRunning(ServerIn(demo.Lines)));
    }

    [Fact]
    public async Task Interrupted_demo_leaves_nothing_behind()
    {
        var folder = Places.FreshFolder(nameof(Interrupted_demo_leaves_nothing_behind));
        var calls = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var demo = new PartProcess("demo", folder, Places.Rouse, ["demo"], line =>
        {
            if (line?.Contains("bob answers", StringComparison.Ordinal) == true)
                calls.TrySetResult();
        });
        await calls.Task.WaitAsync(Promised);

        demo.Signal(PartProcess.Interrupt);

        Assert.Equal(1, await demo.Exit(TimeSpan.FromSeconds(10)));
        Assert.Contains("rouse: the demo was stopped", demo.Lines);
        Assert.False(Directory.Exists(DataFolderIn(demo.Lines)));
        Assert.False(IsRunning(ServerIn(demo.Lines)));
    }

    private static void AssertTold(IEnumerable<string> lines)
    {
        using var line = lines.GetEnumerator();
        foreach (var words in Told)
        {
            do
                Assert.True(line.MoveNext(), $"not told, or not there: {words}");
            while (!line.Current.Contains(words, StringComparison.Ordinal));
        }
    }

    private static string DataFolderIn(IEnumerable<string> lines) => After(lines, "data in ");

    private static int ServerIn(IEnumerable<string> lines) => int.Parse(After(lines, "rouse serve, process ").Split(',')[0]);

    private static string After(IEnumerable<string> lines, string words)
    {
        var line = lines.First(line => line.Contains(words, StringComparison.Ordinal));
        return line[(line.IndexOf(words, StringComparison.Ordinal) + words.Length)..];
    }

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");
}
