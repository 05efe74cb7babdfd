using static Rouse.Server.Tests.Scenarios.AftermathScene;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Another device answers, declines or fails while a phone sleeps that a VoIP push has told of the call.</summary>
public sealed class AftermathElsewhereTests
{
    [Fact]
    public void Phone_of_a_call_that_was_answered_elsewhere_is_told_so()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        HangsUp(call, scene.Answers(desk, Invite(desk), 200), desk);
        scene.Bob.Registers();
        Assert.Equal(Elsewhere, scene.Bob.MissesCall(call.CallId));
        scene.Alice.ReceivesNothing();
        desk.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_answers_a_call_that_was_answered_elsewhere_is_hung_up()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        HangsUp(call, scene.Answers(desk, Invite(desk), 200), desk);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 200, tag: "late");
        scene.Bob.Receives("ACK *");
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 200);
        // The 200 once more: its ACK was lost.
        scene.Bob.Answers(invite, 200, tag: "late");
        scene.Bob.Receives("ACK *");
        scene.Bob.ReceivesNothing();
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Debt_outlives_the_callers_transaction()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        HangsUp(call, scene.Answers(desk, Invite(desk), 200), desk);
        scene.Advance(80);
        scene.Bob.Registers();
        Assert.Equal(Elsewhere, scene.Bob.MissesCall(call.CallId));
    }

    [Fact]
    public void Phone_of_a_call_that_was_declined_elsewhere_is_told_so()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        call.Acks(scene.Answers(desk, Invite(desk), 603));
        scene.Bob.Registers();
        Assert.Equal("SIP;cause=603;text=\"Decline\"", scene.Bob.MissesCall(call.CallId));
    }

    [Fact]
    public void Decline_reaches_the_caller_though_a_phone_is_being_told()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        var pad = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        var ringing = Invite(pad);
        scene.Answers(pad, ringing, 180);
        desk.Answers(Invite(desk), 603);
        // The ringing one is waited for; the one that only learns of the end is not.
        scene.Bob.Registers();
        scene.Bob.Answers(Invite(scene.Bob), 180);
        scene.Bob.Receives("CANCEL *");
        scene.Alice.ReceivesNothing();
        pad.Receives("CANCEL *");
        pad.Answers(ringing, 487);
        call.Acks(scene.Alice.Receives("SIP/2.0 603 *"));
    }

    [Fact]
    public void Answer_that_beats_a_decline_changes_the_reason()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        var pad = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        var ringing = Invite(pad);
        scene.Answers(pad, ringing, 180);
        desk.Answers(Invite(desk), 603);
        pad.Receives("CANCEL *");
        var ok = scene.Answers(pad, ringing, 200);
        HangsUp(call, ok, pad);
        scene.Bob.Registers();
        Assert.Equal(Elsewhere, scene.Bob.MissesCall(call.CallId));
    }

    [Fact]
    public void Phone_that_wakes_when_the_caller_has_had_its_busy_shows_a_missed_call()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        desk.Answers(Invite(desk), 486);
        scene.Advance(30);
        call.Acks(scene.Alice.Receives("SIP/2.0 486 *"));
        scene.Advance(10);
        scene.Bob.Registers();
        Assert.Equal("", scene.Bob.MissesCall(call.CallId));
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_wakes_when_nobody_did_in_time_gets_nothing()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow);
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Answer_elsewhere_behind_the_ring_window_leaves_no_debt()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        var invite = Invite(desk);
        scene.Answers(desk, invite, 180);
        scene.Advance(RingWindow);
        HangsUp(call, scene.Answers(desk, invite, 200), desk);
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_refused_the_call_itself_gets_nothing()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Bob.Registers();
        scene.Bob.Answers(Invite(scene.Bob), 486);
        scene.Bob.Receives("ACK *");
        HangsUp(call, scene.Answers(desk, Invite(desk), 200), desk);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_answers_is_not_told_of_its_own_call()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Bob.Registers();
        HangsUp(call, scene.Answers(scene.Bob, Invite(scene.Bob), 200), scene.Bob);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Advance(10);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Silent_phone_with_the_invite_gets_it_on_the_connection_that_it_opens()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.BobBecomesDormant();
        var call = scene.Call();
        Invite(scene.Bob);
        HangsUp(call, scene.Answers(desk, Invite(desk), 200), desk);
        scene.Bob.ReceivesNothing();
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        Assert.Equal(Elsewhere, scene.Bob.MissesCall(call.CallId));
    }

    [Fact]
    public void Silent_phone_without_a_voip_token_does_not()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(Fcm("tok-bob"));
        var desk = scene.Device("bob", "");
        scene.BobBecomesDormant();
        var call = scene.Call();
        Invite(scene.Bob);
        HangsUp(call, scene.Answers(desk, Invite(desk), 200), desk);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }
}
