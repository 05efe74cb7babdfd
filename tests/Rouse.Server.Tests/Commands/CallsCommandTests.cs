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
            12:05:00             01ffffffffff  INVITE   alice@example.org → bob@example.org  480  90 s   no REGISTER in 90 s
            12:00:00             0123456789ab  INVITE   alice@example.org → bob@example.org  200  2.3 s  phone 1 answered after 2.3 s
            2025-12-31 12:00:00  99ffffffffff  MESSAGE  alice@example.org → bob@example.org  …    12 s   waiting for phone 1 to register

            """, scene.Output);
    }
}
