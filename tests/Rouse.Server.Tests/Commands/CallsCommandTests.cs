using Rouse.Commands;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Commands;

public sealed class CallsCommandTests
{
    [Fact]
    public async Task Calls_stand_one_a_line_with_their_verdict_the_newest_first()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.AddRange([FakeTimelines.Held, FakeTimelines.Answered, FakeTimelines.Missed]);

        Assert.Equal(ExitCode.Done, await scene.Types("calls"));
        Assert.Equal(
            """
            12:05:00             01ffffffffff  INVITE   alice@example.org → bob@example.org  480  90 s   a push, but no REGISTER in 90 s
            12:00:00             0123456789ab  INVITE   alice@example.org → bob@example.org  200  2.3 s  answered 2.3 s after the push
            2025-12-31 12:00:00  99ffffffffff  MESSAGE  alice@example.org → bob@example.org  …    12 s   waiting for phone 1 to register

            """, scene.Output);
    }

    [Fact]
    public async Task Count_takes_the_newest()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.AddRange([FakeTimelines.Answered, FakeTimelines.Missed]);

        Assert.Equal(ExitCode.Done, await scene.Types("calls", "--count", "1"));
        Assert.StartsWith("12:05:00  01ffffffffff  ", Assert.Single(scene.Output.TrimEnd().Split('\n')));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    [InlineData("ten")]
    public async Task Count_beyond_what_is_kept_is_wrong(string count)
    {
        await using var scene = AdminScene.Stopped();

        Assert.Equal(ExitCode.Usage, await scene.Types("calls", "--count", count));
        Assert.Contains("--count", scene.Error);
    }

    [Theory]
    [InlineData(121, "480  90 s  a push, but no REGISTER in 90 s\n")]
    [InlineData(120, "480  90 s  a push, but no REGISTER in 90 s\n")]
    [InlineData(119, "480  90 s\n  a push, but no REGISTER in 90 s\n")]
    [InlineData(40, "alice@e…\n  a push, but no REGISTER in 90 s\n")]
    public async Task Lines_are_cut_to_the_terminal(int columns, string end)
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.Add(FakeTimelines.Missed);
        scene.Columns = columns;

        await scene.Types("calls");

        Assert.EndsWith(end, scene.Output);
    }

    [Fact]
    public async Task What_strangers_write_cannot_move_the_cursor()
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.Add(FakeTimelines.Missed with { From = "sip:\e]0;x\a@example.org", To = "", Verdict = "\u202everdict\r\n" });

        await scene.Types("calls");

        Assert.Equal(
            "12:05:00  01ffffffffff  INVITE  \\x1b]0;x\\x07@example.org → (hidden)  480  90 s  \\u202everdict\\x0d\\x0a\n", scene.Output);
    }

    [Fact]
    public async Task Nothing_has_happened_yet()
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(ExitCode.Done, await scene.Types("calls"));
        Assert.Equal("no calls yet\n", scene.Output);
    }

    [Theory]
    [InlineData(11, "23:05:00  ")]
    [InlineData(12, "2026-01-02 00:05:00  ")]
    public async Task Times_are_those_of_the_reader(int hoursEast, string shown)
    {
        await using var scene = await AdminScene.StartAsync();
        scene.Timelines.Calls.Add(FakeTimelines.Missed);
        scene.Wall.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("far", TimeSpan.FromHours(hoursEast), "far", "far"));

        await scene.Types("calls");

        Assert.StartsWith(shown, scene.Output);
    }
}
