using Rouse.Push;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What the provider's answer means for the call, for the token and for the caller.</summary>
public sealed class PushOutcomeTests
{
    [Fact]
    public void Accepted_push_keeps_the_call_waiting()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow - Tick);
        scene.Alice.ReceivesNothing();
    }

    [Theory]
    [InlineData(PushVerdict.Refused, "Phone Cannot Be Woken: Push Refused")]
    [InlineData(PushVerdict.DeadToken, "Phone Cannot Be Woken: App Was Removed")]
    [InlineData(PushVerdict.Failed, "Phone Cannot Be Woken: Push Failed")]
    public void Push_that_wakes_nobody_answers_480_at_once_without_the_providers_words(PushVerdict verdict, string phrase)
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = new PushOutcome(verdict, 400, "secret of the operator", 1);
        scene.Bob.FallsAsleep();
        scene.Call();
        var answer = scene.Alice.Receives($"SIP/2.0 480 {phrase}");
        Assert.DoesNotContain("secret", answer.Wire(), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_that_takes_its_time_ends_the_call_when_it_comes()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(20);
        scene.Alice.ReceivesNothing();
        Outcome(scene, FakePush.Refused);
        scene.Alice.Receives("SIP/2.0 480 *");
    }

    [Fact]
    public void Refused_push_ends_nothing_while_another_device_can_ring()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        var second = scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Call();
        scene.Push.Expects("apns", "tok-2");
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(60);
        // And the phone that cannot be woken may come by itself.
        second.Registers();
        Invite(second);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Refused_push_ends_nothing_while_the_phone_has_a_flow()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(10);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Phone_whose_push_was_refused_and_that_stays_silent_ends_with_timer_b()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        scene.BobBecomesDormant();
        scene.Call();
        scene.Advance(TimerB - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 408 *");
    }

    [Fact]
    public void Refused_push_of_a_phone_that_has_come_meanwhile_ends_nothing()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        Outcome(scene, FakePush.Refused);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Refused_push_of_a_phone_that_lost_its_connection_under_the_call_ends_nothing()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        scene.Call();
        Invite(scene.Bob);
        scene.Bob.FallsAsleep();
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(10);
        scene.Alice.ReceivesNothing();
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
    }

    [Fact]
    public void Dead_token_removes_the_binding()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Dead;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        Assert.Equal(0, scene.Network.Server.Bindings);
        scene.Alice.ForgetsUnread();
        scene.Alice.Invites("bob");
        scene.Alice.Receives("SIP/2.0 404 *");
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_with_an_open_flow_stays_without_push_when_its_token_is_dead()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Dead;
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Push.Expects("apns", "tok-bob");
        scene.Answers(scene.Bob, invite, 486);
        scene.Bob.Receives("ACK *");
        scene.Advance(200);
        scene.Call();
        Invite(scene.Bob);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Token_that_came_with_a_newer_register_is_not_the_dead_one()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Bob.Registers(Voip("tok-new"));
        Invite(scene.Bob);
        scene.Push.Expects("apns", "tok-bob");
        scene.Bob.FallsAsleep();
        Outcome(scene, FakePush.Dead);
        Assert.Equal(1, scene.Network.Server.Bindings);
        scene.Alice.Invites("bob");
        scene.Push.Expects("apns", "tok-new");
    }

    [Fact]
    public void Refused_token_rests_until_its_phone_registers_again()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.Expects("apns", "tok-bob");
        scene.Push.Outcome = FakePush.Accepted;
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.ExpectsNothing();
        scene.Bob.Registers();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Failed_push_says_nothing_about_the_token()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Failed;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.Expects("apns", "tok-bob");
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
    }

    [Fact]
    public void Refused_token_of_a_phone_with_a_flow_is_skipped_and_the_phone_is_called()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        scene.BobBecomesDormant();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 486);
        scene.Bob.Receives("ACK *");
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(200);
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Five_refused_tokens_of_an_app_are_one_loud_error_and_no_token_is_marked()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 6);
        scene.Network.Logs.ExpectError("all tokens of apns T.org.example.voip are refused");
        Assert.Empty(scene.Network.Logs.Errors);
        for (var i = 1; i <= 6; i++)
            Assert.True(IsPushed(scene, i));
    }

    [Fact]
    public void Four_refused_tokens_of_an_app_are_each_marked()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 4);
        for (var i = 1; i <= 4; i++)
            Assert.False(IsPushed(scene, i));
    }

    [Fact]
    public void Accepted_push_shows_that_the_app_is_configured_well()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 4);
        scene.Push.Outcome = FakePush.Accepted;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 10, from: 5);
        Assert.Empty(scene.Network.Logs.Errors);
        for (var i = 1; i <= 10; i++)
            Assert.False(IsPushed(scene, i));
    }

    [Fact]
    public void One_token_refused_five_times_does_not_blame_the_app()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        for (var i = 0; i < 5; i++)
        {
            scene.Bob.Registers();
            scene.Bob.FallsAsleep();
            scene.Call();
            scene.Push.Expects("apns", "tok-bob");
            scene.Alice.Receives("SIP/2.0 480 *");
        }
        Assert.Empty(scene.Network.Logs.Errors);
    }

    [Fact]
    public void Each_app_is_judged_by_its_own_tokens()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 4);
        scene.Bob.Registers(Fcm("tok-fcm"));
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("fcm", "tok-fcm");
        Assert.Empty(scene.Network.Logs.Errors);
    }

    [Fact]
    public void Refused_token_for_messages_does_not_silence_calls()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("pn-provider=apns;pn-param=T.org.example.voip&remote;pn-prid=tok-v:voip&tok-r:remote");
        scene.Bob.FallsAsleep();
        scene.Push.Outcome = FakePush.Refused;
        scene.Alice.SendsMessage("bob");
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.Expects("apns", "tok-r");
        scene.Push.Outcome = FakePush.Accepted;
        scene.Call();
        scene.Push.Expects("apns", "tok-v");
    }

    [Theory]
    [InlineData(180)]
    [InlineData(182)]
    [InlineData(110)]
    public void Provisional_response_is_sent_once_when_a_push_was_accepted(int status)
    {
        using var scene = new WakeScene(push => push with { Provisional = status });
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.ReceivesNothing();
        Outcome(scene, FakePush.Accepted);
        scene.Alice.Receives($"SIP/2.0 {status} *");
        Outcome(scene, FakePush.Accepted);
        scene.Alice.ReceivesNothing();
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
    }

    [Fact]
    public void Provisional_response_is_sent_for_a_frozen_phone_too()
    {
        using var scene = new WakeScene(push => push with { Provisional = 180 });
        scene.BobBecomesDormant();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 180 *");
    }

    [Fact]
    public void No_provisional_response_is_sent_unless_it_is_configured()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(10);
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void No_provisional_response_is_sent_for_a_refused_push()
    {
        using var scene = new WakeScene(push => push with { Provisional = 180 });
        scene.Push.Outcome = FakePush.Refused;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 *");
    }

    [Fact]
    public void No_provisional_response_is_sent_once_a_phone_rings()
    {
        using var scene = new WakeScene(push => push with { Provisional = 110 });
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Push.Outcome = null;
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        Outcome(scene, FakePush.Accepted);
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void No_provisional_response_is_sent_to_the_sender_of_a_message()
    {
        using var scene = new WakeScene(push => push with { Provisional = 180 });
        scene.Bob.Registers(Fcm("tok-fcm"));
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Push.Expects("fcm", "tok-fcm");
        scene.Alice.ReceivesNothing();
    }

    static void Outcome(WakeScene scene, PushOutcome outcome)
    {
        scene.Push.Answer(outcome);
        scene.Network.Settle();
    }

    // A call to each of several sleeping phones of one app, whose push is refused.
    static void Refuse(WakeScene scene, int to, int from = 1)
    {
        for (var i = from; i <= to; i++)
        {
            scene.SleepingDevice($"user{i}", Voip($"tok-{i}"));
            scene.Alice.Invites($"user{i}");
            scene.Push.Expects("apns", $"tok-{i}");
            scene.Alice.Receives("SIP/2.0 100 *");
            scene.Alice.Receives("SIP/2.0 480 *");
        }
    }

    static bool IsPushed(WakeScene scene, int i)
    {
        scene.Push.Outcome = FakePush.Accepted;
        var pushed = scene.Push.Unseen;
        scene.Alice.Invites($"user{i}");
        return scene.Push.Unseen > pushed;
    }
}
