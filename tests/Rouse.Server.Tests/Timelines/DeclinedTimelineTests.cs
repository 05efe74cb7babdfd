using Rouse.Server.Tests.Scenarios;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls that a phone refused.</summary>
public sealed class DeclinedTimelineTests
{
    [Fact]
    public void Phone_declines_and_the_others_stop()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        var atDesk = Invite(desk);
        desk.Answers(atDesk, 180);
        scene.Advance(3);
        scene.Bob.Answers(invite, 603);
        desk.Answers(desk.Receives("CANCEL *"), 200);
        desk.Answers(atDesk, 487);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Woken_phone_is_busy()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(3);
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 486);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Refusal_waits_for_a_phone_that_sleeps()
    {
        using var scene = new WakeScene();
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Call();
        scene.Advance(0.5);
        scene.Bob.Answers(Invite(scene.Bob), 488, "Warning: 304 example.org \"media\"");
        scene.Advance(30);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_is_no_server_says_503()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Advance(0.2);
        scene.Bob.Answers(Invite(scene.Bob), 503);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Theory]
    [InlineData(302, "The phone redirected the call after 0 ms (302 Moved Temporarily).", null)]
    [InlineData(404, "The phone refused the call after 0 ms (404 Not Found).", "Often: the app has forgotten this account")]
    [InlineData(480, "The phone refused the call after 0 ms (480 Temporarily Unavailable).", "Often: do not disturb")]
    [InlineData(484, "The phone refused the call after 0 ms (484 Address Incomplete).", null)]
    [InlineData(500, "The phone failed at the call after 0 ms (500 Server Internal Error).", "Often: a fault of the app")]
    [InlineData(600, "The phone was busy or declined after 0 ms (600 Busy Everywhere).", "Often: the user pressed decline")]
    [InlineData(606, "The phone refused the call after 0 ms (606 Not Acceptable).", "Often: the two have no codec")]
    public void What_a_status_means(int status, string verdict, string? hint)
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), status);
        var told = Told.Newest(scene.Network);

        Assert.Equal(verdict, told.Verdict);
        Assert.StartsWith(hint ?? "", told.Hint ?? "");
        Assert.Equal(hint == null, told.Hint == null);
    }
}
