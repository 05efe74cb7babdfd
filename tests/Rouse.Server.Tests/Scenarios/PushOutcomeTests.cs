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
    public void Provider_with_a_bug_costs_the_push_and_not_the_answer()
    {
        using var scene = new WakeScene();
        scene.Push.Failure = new InvalidOperationException("a bug");
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 Phone Cannot Be Woken: Push Failed");
        scene.Network.Logs.ExpectError("push provider http failed");
        scene.Push.Failure = null;
        scene.Call();
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
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
        scene.PushIsAnswered(FakePush.Refused);
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
        scene.PushIsAnswered(FakePush.Refused);
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
        scene.PushIsAnswered(FakePush.Dead);
        Assert.Equal(1, scene.Network.Server.Bindings);
        scene.Alice.Invites("bob");
        scene.Push.Expects("apns", "tok-new");
    }
}
