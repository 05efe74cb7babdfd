using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The caller gives up while a phone sleeps that a VoIP push has told of the call: its app must show one.</summary>
public sealed class AftermathTests
{
    const string Gone = "SIP;cause=487;text=\"gone\"";

    [Fact]
    public void Phone_gets_the_invite_and_the_callers_reason_when_it_registers()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(3);
        scene.Cancels(call, $"Reason: {Gone}");
        scene.Advance(4);
        scene.Bob.Registers();
        Assert.Equal(Gone, scene.Bob.MissesCall(call.CallId));
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Phone_whose_user_has_pressed_answer_already_is_hung_up()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        scene.Bob.IsHungUp(Invite(scene.Bob));
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_rings_and_then_answers_before_its_cancel_is_hung_up()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 180);
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.IsHungUp(invite);
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_copies_the_via_of_the_cancel_into_its_487_has_had_enough()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 180);
        var cancel = scene.Bob.Receives("CANCEL *");
        scene.Bob.Answers(cancel, 200);
        scene.Bob.Sends(
            $"SIP/2.0 487 Request Terminated\nVia: {cancel.Value(HeaderName.Via)}\nFrom: {invite.Value(HeaderName.From)}\n"
            + $"To: {invite.Value(HeaderName.To)};tag=x\nCall-ID: {call.CallId}\nCSeq: {invite.Value(HeaderName.CSeq)}\nContent-Length: 0");
        scene.Bob.Receives("ACK *");
        Assert.Equal("", scene.Network.Server.Leaks());
    }

    [Fact]
    public void Phone_that_says_100_has_the_invite_and_gets_the_cancel()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 100);
        scene.Bob.Receives("CANCEL *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_registers_in_the_last_tick_of_the_ring_window_is_served()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Advance(RingWindow - Tick);
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Phone_that_registers_at_the_end_of_the_ring_window_gets_nothing()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Advance(RingWindow);
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
        Assert.Equal("", scene.Network.Server.Leaks());
    }

    [Fact]
    public void Expires_of_the_caller_shortens_the_debt()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call("Expires: 20"));
        scene.Advance(20);
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Nothing_is_left_when_every_phone_is_served()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
        Assert.Equal("", scene.Network.Server.Leaks());
    }

    [Theory]
    [InlineData("pn-provider=fcm;pn-param=project;pn-prid=tok-bob")]
    [InlineData("pn-provider=apns;pn-param=T.org.example.remote;pn-prid=tok-bob")]
    public void Phone_without_a_voip_token_gets_nothing(string push)
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(push);
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Push.Expects(push["pn-provider=".Length..].Split(';')[0], "tok-bob");
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Message_to_a_phone_with_both_tokens_leaves_no_debt()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("pn-provider=apns;pn-param=T.org.example.voip&remote;pn-prid=v:voip&r:remote");
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Push.Expects("apns", "r");
        scene.Advance(25);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Call_to_a_phone_with_both_tokens_leaves_one()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("pn-provider=apns;pn-param=T.org.example.voip&remote;pn-prid=v:voip&r:remote");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Push.Expects("apns", "v");
        scene.Cancels(call);
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Each_of_two_phones_is_served_when_it_comes()
    {
        using var scene = new WakeScene();
        var pad = scene.SleepingDevice("bob", Voip("tok-pad"));
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Advance(2);
        pad.Registers();
        pad.MissesCall(call.CallId);
        scene.Bob.ReceivesNothing();
        scene.Advance(50);
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
        pad.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_registers_for_the_first_time_gets_nothing()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Device("bob", Voip("tok-new")).ReceivesNothing();
    }

    [Fact]
    public void Phone_that_was_served_gets_nothing_on_its_next_flow()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Advance(20);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_closes_its_first_connection_without_an_answer_is_served_on_the_second()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        Invite(scene.Bob);
        scene.Bob.FallsAsleep();
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Phone_whose_connection_breaks_while_it_rings_for_nothing_gets_its_cancel_on_the_next()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        scene.Bob.Answers(Invite(scene.Bob), 180);
        scene.Bob.Receives("CANCEL *");
        scene.Bob.FallsAsleep();
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Phone_that_registers_again_on_the_same_connection_gets_no_second_invite()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Bob.Registers();
        scene.Advance(10);
        scene.Bob.ReceivesNothing();
        scene.Bob.IsCancelled(invite);
    }

    [Fact]
    public void Phone_that_logs_out_and_in_again_is_served()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers(expires: 0);
        scene.Bob.ReceivesNothing();
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Phone_that_never_answers_its_invite_is_forgotten_at_timer_b_behind_the_window()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Advance(RingWindow - Tick);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Advance(TimerB - Tick);
        Assert.NotEqual("", scene.Network.Server.Leaks());
        scene.Advance(Tick);
        Assert.Equal("", scene.Network.Server.Leaks());
        scene.Bob.Answers(invite, 180);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Datagrams_are_repeated_until_the_phone_answers()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.Bob.FallsAsleep();
        scene.BobBecomesDormant();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        Invite(scene.Bob);
        scene.Advance(0.5);
        Invite(scene.Bob);
        scene.Advance(1);
        scene.Bob.MissesCall(call.CallId);
        scene.Advance(4);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Datagram_phone_that_stayed_silent_until_timer_b_is_served_when_it_registers_again()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.Bob.FallsAsleep();
        scene.BobBecomesDormant();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Advance(TimerB);
        scene.Bob.ForgetsUnread();
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Datagram_phone_that_registers_where_its_invite_was_lost_gets_it_once_more()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.BobBecomesDormant();
        var call = scene.Call();
        scene.Advance(20);
        scene.Cancels(call);
        scene.Bob.ForgetsUnread();
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Invite_of_the_caller_that_comes_again_starts_no_call()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.Bob.FallsAsleep();
        scene.BobBecomesDormant();
        var call = scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Cancels(call);
        scene.Advance(60);
        call.SendAgain();
        scene.Advance(1);
        scene.Push.ExpectsNothing();
        scene.Alice.ReceivesNothing();
    }
}
