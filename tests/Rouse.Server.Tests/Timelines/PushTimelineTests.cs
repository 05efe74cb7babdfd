using Rouse.Push;
using Rouse.Server.Tests.Scenarios;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls whose push was not accepted, or not sent.</summary>
public sealed class PushTimelineTests
{
    [Fact]
    public void Token_is_dead()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.Advance(0.09);
        scene.PushIsAnswered(new PushOutcome(PushVerdict.DeadToken, 410, "410 Unregistered", 1) { ProviderId = "id-1" });

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Token_is_of_another_environment()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Refused, 400, "400 BadDeviceToken", 2));

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Token_was_refused_before()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Refused, 400, "400 BadDeviceToken", 1));
        scene.Alice.ForgetsUnread();
        scene.Call();

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Key_is_wrong()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Refused, 403, "403 InvalidProviderToken", 1) { IsConfigurationError = true });

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Provider_is_down()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.Advance(20);
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Failed, 503, "503 ServiceUnavailable", 7));

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Provider_answers_nothing()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.Advance(RingWindow);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Push_does_not_leave()
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Failed, 0, "queue full", 0));

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Theory]
    [InlineData("400 DeviceTokenNotForTopic", "The token is of another app than pn-param says.")]
    [InlineData("403 SENDER_ID_MISMATCH", "The token is of another Firebase project than the service account.")]
    [InlineData("404 Not Found", "The token is not tried again until the phone registers.")]
    public void What_a_refusal_means(string reason, string hint)
    {
        using var scene = Sleeping();
        scene.Call();
        scene.PushIsAnswered(new PushOutcome(PushVerdict.Refused, int.Parse(reason[..3], null), reason, 1));

        Assert.Equal(hint, Told.Newest(scene.Network).Hint);
    }

    static WakeScene Sleeping()
    {
        var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        return scene;
    }
}
