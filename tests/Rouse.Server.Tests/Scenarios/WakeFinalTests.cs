using Rouse.Protocol.Sip;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>How long the answer of one device waits for another that may still wake, and which answer the caller gets.</summary>
public sealed class WakeFinalTests
{
    [Theory]
    [InlineData(486)]
    [InlineData(480)]
    [InlineData(404)]
    [InlineData(500)]
    public void Final_below_600_waits_30_s_for_a_phone_that_was_pushed(int status)
    {
        using var scene = new WakeScene();
        var asleep = scene.SleepingDevice("bob", Fcm("tok-2"));
        scene.Call();
        scene.Advance(5);
        scene.Bob.Answers(Invite(scene.Bob), status);
        scene.Advance(TimeSpan.FromSeconds(30) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives($"SIP/2.0 {status} *");
        asleep.Registers();
        asleep.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_wakes_while_a_final_waits_takes_the_call()
    {
        using var scene = new WakeScene();
        var asleep = scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), 486);
        scene.Advance(TimeSpan.FromSeconds(30) - Tick);
        asleep.Registers();
        var invite = Invite(asleep);
        scene.Advance(60);
        scene.Answers(asleep, invite, 180);
        scene.Answers(asleep, invite, 200);
    }

    [Fact]
    public void Thirty_seconds_count_from_the_last_device_that_failed()
    {
        using var scene = new WakeScene();
        var second = scene.SleepingDevice("bob", Voip("tok-2"));
        scene.SleepingDevice("bob", Voip("tok-3"));
        scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), 486);
        scene.Advance(20);
        second.Registers();
        second.Answers(Invite(second), 480);
        scene.Advance(TimeSpan.FromSeconds(30) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Final_never_waits_beyond_the_ring_window()
    {
        using var scene = new WakeScene();
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Call("Expires: 20");
        scene.Bob.Answers(Invite(scene.Bob), 486);
        scene.Advance(TimeSpan.FromSeconds(20) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Device_that_fails_without_an_answer_shortens_no_wait()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        var asleep = scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Call();
        Invite(scene.Bob);
        // Timer B ends the first.
        scene.Advance(TimerB);
        scene.Advance(RingWindow - TimerB - Tick);
        scene.Alice.ReceivesNothing();
        asleep.Registers();
        scene.Answers(asleep, Invite(asleep), 200);
    }

    [Fact]
    public void Device_that_still_rings_keeps_the_final_of_another_waiting()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        desk.Answers(Invite(desk), 486);
        scene.Advance(120);
        scene.Alice.ReceivesNothing();
        scene.Bob.Answers(invite, 480);
        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Answer_of_one_device_ends_the_wait_for_all()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        var asleep = scene.SleepingDevice("bob", Fcm("tok-2"));
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        var ok = scene.Answers(desk, Invite(desk), 200, tag: "desk");
        HangsUp(call, ok, desk);
        Assert.Equal("SIP;cause=200;text=\"Call completed elsewhere\"", scene.Bob.Receives("CANCEL *").Value(HeaderName.Reason));
        scene.Bob.Answers(invite, 487);
        scene.Bob.Receives("ACK *");
        asleep.Registers();
        asleep.ReceivesNothing();
    }

    [Fact]
    public void Decline_of_one_device_ends_the_wait_for_all()
    {
        using var scene = new WakeScene();
        var asleep = scene.SleepingDevice("bob", Fcm("tok-2"));
        scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), 603);
        scene.Alice.Receives("SIP/2.0 603 *");
        asleep.Registers();
        asleep.ReceivesNothing();
    }

    [Fact]
    public void Woken_phone_that_declines_ends_the_call()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 603);
    }

    [Fact]
    public void Phone_that_has_given_its_final_is_not_called_again()
    {
        using var scene = new WakeScene();
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), 486);
        scene.Bob.Receives("ACK *");
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Busy_of_a_device_beats_our_own_480()
    {
        using var scene = new WakeScene();
        var asleep = scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Push.Outcome = null;
        scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), 486);
        scene.Alice.ReceivesNothing();
        scene.Push.Answer(FakePush.Refused);
        scene.Network.Settle();
        scene.Alice.Receives("SIP/2.0 486 *");
        asleep.Registers();
        asleep.ReceivesNothing();
    }
}
