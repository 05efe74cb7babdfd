using Rouse.Server.Tests.Scenarios;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls whose caller hung up before there was an answer.</summary>
public sealed class CancelledTimelineTests
{
    [Fact]
    public void While_the_phone_rang()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(0.2);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(9);
        HangsUp(scene, call, "Reason: SIP;cause=487;text=\"Alice gave up\"");
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(invite, 487);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void While_the_phone_slept()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(6.5);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void While_the_provider_had_not_answered()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(2);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void When_the_phone_had_registered_and_did_not_ring_yet()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(3);
        scene.Bob.Registers();
        Invite(scene.Bob);
        scene.Advance(0.5);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Before_the_frozen_phone_answered_it()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(5);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Advance(4);
        scene.Bob.Answers(invite, 200);

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void While_one_phone_had_refused_and_another_was_waited_for()
    {
        using var scene = new WakeScene();
        scene.SleepingDevice("bob", Voip("tok-2"));
        var call = scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), 486);
        scene.Advance(2);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_cannot_be_pushed_had_not_answered()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        var call = scene.Call();
        Invite(scene.Bob);
        scene.Advance(2);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            @
            """,
            Told.Of(scene.Network));
    }

    static void HangsUp(WakeScene scene, OutgoingCall call, string headers = "")
    {
        call.Cancels(headers);
        scene.Alice.Receives("SIP/2.0 200 *");
    }
}
