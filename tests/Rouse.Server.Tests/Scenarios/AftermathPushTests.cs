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
