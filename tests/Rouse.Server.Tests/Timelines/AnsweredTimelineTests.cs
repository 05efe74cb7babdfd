using Rouse.Push;
using Rouse.Server.Tests.Scenarios;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls that a phone answered.</summary>
public sealed class AnsweredTimelineTests
{
    static readonly PushOutcome Accepted = new(PushVerdict.Accepted, 200, "200", 1)
    {
        ProviderId = "eabeae54-14a8-11e5-b60b-1697f925ec7b",
    };

    [Fact]
    public void Awake_phone_rings_and_answers()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        scene.Advance(0.12);
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 100);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(5.2);
        HangsUp(call, scene.Answers(scene.Bob, invite, 200), scene.Bob);
        scene.Advance(32);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Sleeping_phone_is_woken_and_answers()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(0.084);
        scene.PushIsAnswered(Accepted);
        scene.Advance(2.05);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Advance(0.3);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(4);
        HangsUp(call, scene.Answers(scene.Bob, invite, 200), scene.Bob);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Sandbox_says_that_it_is_one()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = Accepted with { IsSandbox = true };
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Bob.Registers();
        HangsUp(call, scene.Answers(scene.Bob, Invite(scene.Bob), 200), scene.Bob);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Frozen_phone_comes_to_itself_on_the_connection_that_it_had()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        var call = scene.Call();
        scene.Advance(3);
        HangsUp(call, scene.Answers(scene.Bob, Invite(scene.Bob), 200), scene.Bob);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_seems_awake_and_is_silent_is_pushed()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        scene.Advance(1);
        scene.Advance(1.5);
        HangsUp(call, scene.Answers(scene.Bob, Invite(scene.Bob), 200), scene.Bob);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_whose_connection_breaks_comes_back_by_itself()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        var call = scene.Call();
        Invite(scene.Bob);
        scene.Advance(4);
        scene.Bob.FallsAsleep();
        scene.Advance(10);
        scene.Bob.Registers();
        HangsUp(call, scene.Answers(scene.Bob, Invite(scene.Bob), 200), scene.Bob);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Another_phone_answers()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.SleepingDevice("bob", Voip("tok-3"));
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(2);
        HangsUp(call, scene.Answers(desk, Invite(desk), 200, tag: "desk"), desk);
        scene.Bob.Receives("CANCEL *");
        scene.Bob.Answers(invite, 487);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_of_which_only_the_newer_connection_refuses_still_rings()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 183);
        scene.Advance(1);
        var (old, again) = scene.BobMoves();
        scene.Bob.Answers(again, 486);
        scene.Advance(1);
        scene.Bob.Uses(old);
        scene.Alice.ForgetsUnread();
        HangsUp(call, scene.Answers(scene.Bob, invite, 200), scene.Bob);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_appears_while_the_call_is_held_answers()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(4);
        var desk = scene.Device("bob", "");
        HangsUp(call, scene.Answers(desk, Invite(desk), 200), desk);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Repeated_answers_are_told_once()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 180);
        var ok = scene.Answers(scene.Bob, invite, 200);
        scene.Answers(scene.Bob, invite, 200);
        HangsUp(call, ok, scene.Bob);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }
}
