using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A branch that breaks or stays silent makes its phone a sleeper to the end of the ring window, without a second push.</summary>
public sealed class WakeLossTests
{
    [Fact]
    public void Phone_whose_connection_breaks_is_waited_for_without_a_second_push()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        Invite(scene.Bob);
        scene.Push.Expects("apns", "tok-bob");
        scene.Bob.FallsAsleep();
        scene.Advance(RingWindow - Tick);
        scene.Alice.ReceivesNothing();
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_whose_connection_broke_is_not_waited_for_beyond_the_window()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        scene.Bob.FallsAsleep();
        scene.Advance(RingWindow);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Wake Up");
        scene.Bob.ForgetsUnread();
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_silent_until_timer_b_is_waited_for_without_a_second_push()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        Invite(scene.Bob);
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(TimerB);
        scene.Alice.ReceivesNothing();
        scene.Advance(RingWindow - TimerB - Tick);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_silent_until_timer_b_is_not_waited_for_beyond_the_window()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(TimerB);
        scene.Advance(RingWindow - TimerB);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Wake Up");
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_woke_at_the_end_of_the_window_and_then_stays_silent_ends_with_timer_b()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow - Tick);
        scene.Bob.Registers();
        Invite(scene.Bob);
        scene.Advance(TimerB - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 408 *");
    }

    [Fact]
    public void Phone_that_woke_and_loses_its_connection_behind_the_window_is_not_waited_for()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow - Tick);
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        scene.Advance(10);
        scene.Bob.FallsAsleep();
        scene.Alice.Receives("SIP/2.0 480 Phone Lost Its Connection");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(180)]
    public void Phone_that_was_not_pushed_yet_is_pushed_when_its_connection_breaks(int answered)
    {
        using var scene = new WakeScene();
        scene.Call();
        var invite = Invite(scene.Bob);
        if (answered > 0)
            scene.Bob.Answers(invite, answered);
        scene.Advance(0.5);
        scene.Push.ExpectsNothing();
        scene.Bob.FallsAsleep();
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(10);
        scene.Bob.Registers();
        scene.Bob.Answers(Invite(scene.Bob), 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_that_was_not_pushed_yet_is_pushed_at_timer_b()
    {
        using var scene = new WakeScene(push => push with { WhenSilent = TimeSpan.FromSeconds(33) });
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(TimerB - Tick);
        scene.Push.ExpectsNothing();
        scene.Advance(Tick);
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(10);
        scene.Push.ExpectsNothing();
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
    }

    [Fact]
    public void Woken_phone_that_loses_its_connection_may_come_once_more()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        scene.Bob.FallsAsleep();
        scene.Advance(20);
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_that_cannot_be_pushed_is_waited_for_when_its_connection_breaks_under_the_call()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Call();
        Invite(scene.Bob);
        scene.Bob.FallsAsleep();
        scene.Advance(RingWindow - Tick);
        scene.Alice.ReceivesNothing();
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_that_logs_out_and_closes_its_connection_is_neither_pushed_nor_waited_for()
    {
        using var scene = new WakeScene();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Bob.Registers(expires: 0);
        scene.Bob.FallsAsleep();
        scene.Alice.Receives("SIP/2.0 480 Phone Lost Its Connection");
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Silent_phone_that_has_logged_out_is_not_pushed()
    {
        using var scene = new WakeScene();
        scene.Call();
        Invite(scene.Bob);
        scene.Bob.Registers(expires: 0);
        scene.Advance(60);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Device_is_pushed_once_whatever_happens_later()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        var call = scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Bob.FallsAsleep();
        scene.Advance(1);
        scene.Bob.SendsRegister();
        scene.Advance(1);
        scene.Bob.ChangesNetwork();
        scene.Bob.SendsRegister(Voip("tok-new"));
        scene.Advance(1);
        scene.Bob.FallsAsleep();
        scene.Advance(40);
        call.SendAgain();
        scene.Bob.SendsRegister();
        scene.Bob.FallsAsleep();
        scene.Advance(TimerB);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Each_call_pushes_on_its_own()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var first = scene.Call();
        var second = scene.Network.Phone("carol").Invites("bob");
        Assert.Equal(first.CallId, scene.Push.Expects("apns", "tok-bob").CallId);
        Assert.Equal(second.CallId, scene.Push.Expects("apns", "tok-bob").CallId);
        scene.Bob.Registers();
        Invite(scene.Bob);
        Invite(scene.Bob);
        scene.Bob.ReceivesNothing();
    }
}
