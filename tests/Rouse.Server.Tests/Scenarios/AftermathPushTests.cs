using Rouse.Push;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Only a VoIP push that Apple may have obliges an app to show a call that is over.</summary>
public sealed class AftermathPushTests
{
    public static TheoryData<string> Failures => ["refused", "dead", "failed"];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Push_that_did_not_get_through_leaves_no_debt(string outcome)
    {
        using var scene = new WakeScene();
        scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        scene.Push.Outcome = Named(outcome);
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Push_that_turns_out_not_to_have_got_through_ends_the_debt(string outcome)
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Push.IsOnTheWire = true;
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.PushIsAnswered(Named(outcome));
        Assert.Equal("", scene.Network.Server.Leaks());
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Push_that_nobody_answered_may_have_arrived_and_leaves_a_debt()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Silent;
        scene.Bob.FallsAsleep();
        var call = scene.Alice.Invites("bob");
        scene.Alice.Receives("SIP/2.0 100 *");
        call.Acks(scene.Alice.Receives("SIP/2.0 480 Phone Cannot Be Woken: Push Failed"));
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Push_that_waits_for_its_retry_is_taken_back_when_the_phone_answers()
    {
        using var scene = new WakeScene();
        var other = scene.Device("bob", Fcm("tok-2"));
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Answers(other, Invite(other), 180);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        Assert.Equal(1, scene.Push.Waiting);
        scene.Bob.Answers(invite, 486);
        scene.Bob.Receives("ACK *");
        Assert.Equal(0, scene.Push.Waiting);
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void App_that_was_installed_anew_got_the_push_and_gets_the_call()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        var anew = scene.Device("bob", Voip("tok-bob"));
        anew.MissesCall(call.CallId);
    }

    [Fact]
    public void App_that_was_installed_anew_while_the_call_waits_gets_it_and_no_second_push()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        var anew = scene.Device("bob", Voip("tok-bob"));
        var invite = Invite(anew);
        scene.Advance(10);
        scene.Push.ExpectsNothing();
        // The older instance is not waited for.
        anew.Answers(invite, 486);
        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void Voip_push_is_not_sent_when_its_phone_would_come_too_late(int expires, bool isSent)
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Alice.Invites("bob", $"Expires: {expires}");
        scene.Alice.Receives("SIP/2.0 100 *");
        if (isSent)
        {
            scene.Push.Expects("apns", "tok-bob");
            Assert.Equal(TimeSpan.FromSeconds(1), scene.Push.Deadline);
        }
        else
        {
            scene.Push.ExpectsNothing();
            scene.Alice.Receives("SIP/2.0 480 Phone Cannot Be Woken: Push Failed");
        }
    }

    [Fact]
    public void Phone_that_registers_before_the_provider_has_answered_is_served()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Push.IsOnTheWire = true;
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
        scene.PushIsAnswered(FakePush.Accepted);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_registers_when_the_provider_has_answered_behind_the_end_is_served()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Push.IsOnTheWire = true;
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Advance(5);
        scene.PushIsAnswered(FakePush.Accepted);
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Push_that_has_not_left_is_taken_back_and_leaves_no_debt()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        Assert.Equal(0, scene.Push.Waiting);
        scene.Network.Settle();
        Assert.Equal("", scene.Network.Server.Leaks());
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Push_that_was_only_planned_leaves_no_debt()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        Invite(scene.Bob);
        scene.Cancels(call);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Push_of_a_phone_that_seemed_awake_leaves_one()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        Invite(scene.Bob);
        scene.Advance(1);
        scene.Cancels(call);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    static PushOutcome Named(string outcome) => outcome switch
    {
        "refused" => FakePush.Refused,
        "dead" => FakePush.Dead,
        _ => FakePush.Failed,
    };
}
