using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A call is held for a phone that sleeps, and reaches it when it wakes.</summary>
public sealed class WakeCallTests
{
    [Fact]
    public void Woken_phone_gets_the_200_to_its_register_and_then_the_invite()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Bob.SendsRegister();
        scene.Bob.Receives("SIP/2.0 200 *");
        var invite = Invite(scene.Bob);
        scene.Bob.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Invite_of_the_late_branch_is_the_callers_own()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call("X-Mark: here");
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        Assert.Equal((call.CallId, "1 INVITE", "here"), (invite.Value(HeaderName.CallId), invite.Value(HeaderName.CSeq), invite.Other("X-Mark")));
    }

    [Fact]
    public void Phone_that_wakes_one_tick_before_the_end_of_the_ring_window_rings()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow - Tick);
        scene.Alice.ReceivesNothing();
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        // It gets its time to answer, too.
        scene.Advance(5);
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Phone_that_wakes_at_the_end_of_the_ring_window_is_too_late()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Wake Up");
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Theory]
    [InlineData("Expires: 20", 20)]
    [InlineData("Expires: 89", 89)]
    [InlineData("Expires: 91", 90)]
    [InlineData("Expires: 4294967295", 90)]
    [InlineData("Expires: 0", 90)]
    public void Caller_may_shorten_the_ring_window_and_never_lengthen_it(string expires, int seconds)
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call(expires);
        scene.Advance(TimeSpan.FromSeconds(seconds) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Wake Up");
    }

    [Fact]
    public void Ring_window_can_be_set()
    {
        using var scene = new WakeScene(push => push with { RingWindow = TimeSpan.FromSeconds(40) });
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(TimeSpan.FromSeconds(40) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 480 *");
    }

    [Fact]
    public void Frozen_phone_is_not_waited_for_beyond_a_window_shorter_than_timer_b()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call("Expires: 10");
        var invite = Invite(scene.Bob);
        scene.Advance(TimeSpan.FromSeconds(10) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Answer");
        // It comes to itself now: its INVITE is cancelled as soon as that is allowed.
        scene.Bob.Answers(invite, 180);
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(invite, 487);
        scene.Bob.Receives("ACK *");
    }

    [Fact]
    public void Ringing_phone_rings_beyond_the_window()
    {
        using var scene = new WakeScene();
        scene.Call("Expires: 10");
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(100);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Device_that_was_never_seen_joins_a_held_call()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        var desk = scene.Device("bob", "");
        scene.Answers(desk, Invite(desk), 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Device_that_was_never_seen_joins_a_ringing_call()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        var desk = scene.Device("bob", "");
        scene.Answers(desk, Invite(desk), 200);
        scene.Bob.Receives("CANCEL *");
    }

    [Fact]
    public void Phone_that_resumes_on_its_old_connection_simply_rings()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(5);
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 200);
        scene.Push.ExpectsNothing();
    }

    [Theory]
    [InlineData("apns")]
    [InlineData("fcm")]
    public void Phone_that_was_pushed_and_resumes_on_its_old_connection_behind_timer_b_rings(string provider)
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(provider == "fcm" ? Fcm("tok-fcm") : Voip("tok-voip"));
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(RingWindow - Tick);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(60);
        scene.Answers(scene.Bob, invite, 200);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_resumes_at_the_end_of_the_window_is_too_late()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(TimerB);
        scene.Advance(RingWindow - TimerB);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Wake Up");
        scene.Bob.Answers(invite, 180);
        scene.Bob.ReceivesNothing();
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_says_only_100_behind_timer_b_is_given_up_by_timer_c()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(40);
        scene.Bob.Answers(invite, 100);
        scene.Advance(TimeSpan.FromSeconds(181) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Bob.Receives("CANCEL *");
        scene.Alice.Receives("SIP/2.0 408 *");
    }

    [Fact]
    public void Phone_that_registers_again_on_the_connection_on_which_it_rings_gets_nothing_more()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Bob.Registers();
        scene.Answers(scene.Bob, invite, 180);
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Datagram_that_a_sleeping_app_lost_is_sent_again_when_it_registers_from_the_same_port()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.Bob.FallsAsleep();
        scene.Call();
        // Repetitions at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s.
        scene.Advance(16);
        scene.Bob.Uses(scene.Bob.Flow);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_on_udp_that_registers_from_the_same_port_behind_timer_b_is_called_anew()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(50);
        scene.Bob.Uses(scene.Bob.Flow);
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
    }

    [Fact]
    public void Phone_that_registers_on_a_connection_that_it_drops_and_then_on_another_gets_one_invite_that_counts()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Bob.Registers();
        var lost = Invite(scene.Bob);
        scene.Bob.FallsAsleep();
        scene.Advance(0.03);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        Assert.NotEqual(lost.Value(HeaderName.Via), invite.Value(HeaderName.Via));
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 200);
        scene.Bob.ReceivesNothing();
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void First_connection_may_close_after_the_second_register()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Bob.Registers();
        Invite(scene.Bob);
        var first = scene.Bob.Flow;
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        first.Close();
        scene.Advance(1);
        scene.Answers(scene.Bob, invite, 200);
        scene.Push.ExpectsNothing();
    }
}
