using Rouse.Demo;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Demo;

public sealed class DeadTokenSceneTests
{
    [Fact]
    public void Dead_token_is_what_is_shown() =>
        DeadTokenScene.Check(FakeTimelines.Missed with { Verdict = "APNs says that the token is dead (410 Unregistered)." });

    [Fact]
    public void Caller_who_hears_480_for_another_reason_fails_the_demo()
    {
        var failure = Assert.Throws<DemoException>(
            () => DeadTokenScene.Check(FakeTimelines.Missed with { Verdict = "APNs refused the token (400 BadDeviceToken)." }));

        Assert.Equal(
            "Apple's 410 Unregistered should have been the reason; the server says: APNs refused the token (400 BadDeviceToken).",
            failure.Message);
    }
}
