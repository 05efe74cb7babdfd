using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A phone that is in a call is not disturbed with another one that is over.</summary>
public sealed class AftermathDialogTests
{
    // Longest time between two readings of the bindings.
    const double Reading = 8;

    [Fact]
    public void Phone_in_a_call_gets_nothing()
    {
        using var scene = new WakeScene();
        Talks(scene);
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        scene.Advance(Reading);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_is_served_when_its_call_has_ended_by_its_own_bye()
    {
        using var scene = new WakeScene();
        var (_, _, invite) = Talks(scene);
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        scene.Bob.SendsInDialog("BYE", invite);
        scene.Alice.Answers(scene.Alice.Receives("BYE *"), 200);
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Advance(Reading);
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Phone_is_served_when_the_other_side_has_hung_up()
    {
        using var scene = new WakeScene();
        var (first, ok, _) = Talks(scene);
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        first.SendsInDialog("BYE", ok);
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Advance(Reading);
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Bye_to_a_phone_that_has_no_connection_ends_its_call_all_the_same()
    {
        using var scene = new WakeScene();
        var (first, ok, _) = Talks(scene);
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        first.SendsInDialog("BYE", ok);
        scene.Alice.Receives("SIP/2.0 430 *");
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Phone_that_called_is_in_a_call_too()
    {
        using var scene = new WakeScene();
        var (carol, invite, _, _) = BobCalls(scene);
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        scene.Advance(Reading);
        scene.Bob.ReceivesNothing();
        // And is served when the one that it called has hung up.
        carol.SendsInDialog("BYE", invite);
        scene.Bob.Answers(scene.Bob.Receives("BYE *"), 200);
        carol.Receives("SIP/2.0 200 *");
        scene.Advance(Reading);
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Refreshed_call_of_the_phone_that_called_counts_on()
    {
        using var scene = new WakeScene();
        var (carol, _, outgoing, ok) = BobCalls(scene);
        scene.Advance(ConfirmedDialogs.Lifetime - TimeSpan.FromMinutes(10));
        outgoing.SendsInDialog("UPDATE", ok);
        carol.Answers(carol.Receives("UPDATE *"), 200);
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Bob.FallsAsleep();
        scene.Advance(TimeSpan.FromMinutes(11));
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        scene.Advance(Reading);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Another_phone_of_the_user_is_served_meanwhile()
    {
        using var scene = new WakeScene();
        Talks(scene);
        var pad = scene.SleepingDevice("bob", Voip("tok-pad"));
        var call = scene.Call();
        scene.Bob.ForgetsUnread();
        scene.Cancels(call);
        pad.Registers();
        pad.MissesCall(call.CallId);
    }

    [Fact]
    public void Phone_whose_first_call_was_missed_is_not_in_one()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        scene.Bob.IsHungUp(Invite(scene.Bob));
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Fact]
    public void Call_without_a_sign_for_four_hours_counts_as_ended()
    {
        using var scene = new WakeScene();
        Talks(scene);
        scene.Bob.FallsAsleep();
        scene.Advance(ConfirmedDialogs.Lifetime);
        var call = scene.Call();
        scene.Cancels(call);
        scene.Bob.Registers();
        scene.Bob.MissesCall(call.CallId);
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("UPDATE")]
    public void Refreshed_call_counts_on(string method)
    {
        using var scene = new WakeScene();
        var (first, ok, _) = Talks(scene);
        scene.Advance(ConfirmedDialogs.Lifetime - TimeSpan.FromMinutes(10));
        first.SendsInDialog(method, ok);
        if (method == "INVITE")
            scene.Alice.Receives("SIP/2.0 100 *");
        scene.Bob.Answers(scene.Bob.Receives($"{method} *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.FallsAsleep();
        scene.Advance(TimeSpan.FromMinutes(11));
        scene.Cancels(scene.Call());
        scene.Bob.Registers();
        scene.Advance(Reading);
        scene.Bob.ReceivesNothing();
    }

    // Bob has called carol, and they talk.
    static (Phone Carol, SipRequest Invite, OutgoingCall Call, SipMessage Ok) BobCalls(WakeScene scene)
    {
        var carol = scene.Device("carol", "");
        var call = scene.Bob.Invites("carol");
        scene.Bob.Receives("SIP/2.0 100 *");
        var invite = carol.ReceivesRequest("INVITE *");
        carol.Answers(invite, 200);
        var ok = scene.Bob.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        carol.Receives("ACK *");
        return (carol, invite, call, ok);
    }

    // Alice and bob talk.
    static (OutgoingCall Call, SipMessage Ok, SipRequest Invite) Talks(WakeScene scene)
    {
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        var ok = scene.Answers(scene.Bob, invite, 200);
        HangsUp(call, ok, scene.Bob);
        return (call, ok, invite);
    }
}
