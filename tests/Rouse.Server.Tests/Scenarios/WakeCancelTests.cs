using Rouse.Protocol.Sip;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The call is over before the phone comes to itself.</summary>
public sealed class WakeCancelTests
{
    [Fact]
    public void Caller_who_gives_up_while_the_phone_sleeps_gets_487_at_once()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(Fcm("tok-bob"));
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Provider_that_is_still_trying_stops_when_the_caller_gives_up()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        Assert.Equal(1, scene.Push.Waiting);
        call.Cancels();
        Assert.Equal(0, scene.Push.Waiting);
    }

    [Fact]
    public void Provider_may_go_on_while_the_phone_rings()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.BobBecomesDormant();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        Assert.Equal(1, scene.Push.Waiting);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    public void Frozen_phone_that_rings_when_the_caller_has_given_up_gets_its_cancel(int after)
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(5);
        call.Cancels("Reason: SIP;cause=487;text=\"gone\"");
        scene.Alice.Receives("SIP/2.0 200 *");
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Bob.ReceivesNothing();
        scene.Advance(after);
        scene.Bob.Answers(invite, 180);
        var cancel = scene.Bob.ReceivesRequest("CANCEL *");
        Assert.Equal("SIP;cause=487;text=\"gone\"", cancel.Value(HeaderName.Reason));
        scene.Bob.Answers(cancel, 200);
        scene.Bob.Answers(invite, 487);
        scene.Bob.Receives("ACK *");
        scene.Alice.ReceivesNothing();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    public void Frozen_phone_that_answers_when_the_caller_has_given_up_is_hung_up(int after)
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(5);
        call.Cancels();
        scene.Alice.Receives("SIP/2.0 200 *");
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Advance(after);
        scene.Bob.Answers(invite, 200);
        var ack = scene.Bob.ReceivesRequest("ACK *");
        var bye = scene.Bob.ReceivesRequest("BYE *");
        Assert.Equal(("1 ACK", "2 BYE"), (ack.Value(HeaderName.CSeq), bye.Value(HeaderName.CSeq)));
        // The 200 once more: its ACK was lost, or is on the way.
        scene.Bob.Answers(invite, 200);
        scene.Bob.Receives("ACK *");
        scene.Bob.Answers(bye, 200);
        scene.Bob.ReceivesNothing();
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Frozen_phone_that_rings_when_another_has_answered_gets_its_cancel_with_the_reason()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.BobBecomesDormant();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        var deskInvite = Invite(desk);
        scene.Answers(desk, deskInvite, 180);
        scene.Advance(40);
        HangsUp(call, scene.Answers(desk, deskInvite, 200), desk);
        scene.Advance(20);
        scene.Bob.Answers(invite, 180);
        Assert.Equal("SIP;cause=200;text=\"Call completed elsewhere\"", scene.Bob.Receives("CANCEL *").Value(HeaderName.Reason));
    }

    [Fact]
    public void Frozen_phone_that_answers_behind_timer_b_when_another_has_answered_is_hung_up()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.BobBecomesDormant();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        var deskInvite = Invite(desk);
        scene.Answers(desk, deskInvite, 180);
        scene.Advance(40);
        HangsUp(call, scene.Answers(desk, deskInvite, 200), desk);
        scene.Advance(20);
        scene.Bob.Answers(invite, 200, tag: "late");
        scene.Bob.Receives("ACK *");
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 200);
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Two_phones_that_answer_at_once_both_reach_the_caller()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(desk, Invite(desk), 200, tag: "desk");
        scene.Answers(scene.Bob, invite, 200);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Pushed_phone_that_answers_when_the_callers_transaction_is_over_is_hung_up()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(20);
        HangsUp(call, scene.Answers(desk, Invite(desk), 200, tag: "desk"), desk);
        // Timer L of the caller's transaction.
        scene.Advance(32);
        scene.Bob.Answers(invite, 200);
        scene.Bob.Receives("ACK *");
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 200);
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Frozen_phone_is_remembered_to_the_last_tick_of_the_ring_window()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        call.Cancels();
        scene.Advance(TimerB);
        scene.Advance(RingWindow - TimerB - Tick);
        scene.Bob.Answers(invite, 180);
        scene.Bob.Receives("CANCEL *");
    }

    [Fact]
    public void Frozen_phone_is_forgotten_at_the_end_of_the_ring_window()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        call.Cancels();
        scene.Advance(TimerB);
        scene.Advance(RingWindow - TimerB);
        scene.Bob.Answers(invite, 180);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_was_not_pushed_is_forgotten_at_timer_b()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        call.Cancels();
        scene.Advance(TimerB);
        scene.Bob.Answers(invite, 180);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Provider_that_answers_when_the_call_is_over_changes_nothing()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Push.Outcome = null;
        scene.BobBecomesDormant();
        scene.Call();
        scene.Answers(desk, Invite(desk), 200);
        Assert.Equal(0, scene.Push.Waiting);
        scene.Alice.ReceivesNothing();
    }
}
