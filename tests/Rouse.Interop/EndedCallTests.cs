using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>
/// Calls that end before the pushed phone has answered. An iOS app that got a VoIP push must show a call, so it gets INVITE and CANCEL.
/// </summary>
public sealed class EndedCallTests : WakeScene
{
    [Fact]
    public async Task Pushed_ios_phone_gets_the_call_that_its_caller_gave_up_and_its_end()
    {
        var (alice, bob) = await AliceAndBob(PhoneSystem.Ios);
        await bob.FallsAsleep();

        alice.Calls(bob);
        var push = await CallIsPushed(PhoneSystem.Ios);
        await PushIsNoted();
        alice.HangsUp();
        await alice.CallEnded();
        bob.Wakes();

        var ring = await bob.Rings();
        Assert.Equal(CallIdOf(push), ring.CallId);
        await bob.CallEnded();
        Assert.Single(Services.Pushes.All);
        Assert.Single(bob.Events, e => e.Is("call", "IncomingReceived"));
        var told = await IsTold(
            ring.CallId,
            "^The caller hung up after .+s; the phone still slept: APNs accepted the push after .+s, no REGISTER yet; "
                + "it registered .+s later\\.$");
        Assert.Equal(487, told.Status);
        told.HasSteps(
            "push_sent", "push_answered", "caller_cancelled", "phone_owed", "final", "registered", "sent", "response", "cancel_sent");
    }

    [Fact]
    public async Task Pushed_android_phone_hears_nothing_of_the_call_that_its_caller_gave_up()
    {
        var (alice, bob) = await AliceAndBob(PhoneSystem.Android);
        await bob.FallsAsleep();

        alice.Calls(bob);
        var push = await CallIsPushed(PhoneSystem.Android);
        await PushIsNoted();
        alice.HangsUp();
        await alice.CallEnded();
        bob.Wakes();
        await bob.Registered();

        // The next call is the first that it hears of: what had been sent for the old one would have come before.
        alice.Calls(bob);
        await bob.Rings();
        bob.DeclinesAsBusy();
        await alice.CallEnded();
        Assert.Single(bob.Events, e => e.Is("call", "IncomingReceived"));
        await IsTold(
            CallIdOf(push), "^The caller hung up after .+s; the phone still slept: FCM accepted the push after .+s, no REGISTER yet\\.$");
    }

    [Fact]
    public async Task Phone_that_wakes_when_another_has_answered_is_told_so()
    {
        await StartServices();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        var desk = await RegisteredLinphone(new PhoneSettings("bob", "tcp") { Device = "bobs-desk-phone" });
        var mobile = await RegisteredLinphone(
            new PhoneSettings("bob", "tcp") { Device = "bobs-mobile", Push = Services.Register(PhoneSystem.Ios) });
        await mobile.FallsAsleep();

        alice.Calls(desk);
        var push = await CallIsPushed(PhoneSystem.Ios);
        await PushIsNoted();
        await desk.Rings();
        await alice.HearsRinging();
        await Answer(alice, desk);
        mobile.Wakes();
        await mobile.Rings();
        await mobile.CallEnded();

        Assert.Contains(SipTrace.Reasons(mobile.LogFile), reason => reason.Contains("cause=200", StringComparison.Ordinal));
        await alice.ReceivesAudio();
        await HangUp(alice, desk);
        var told = await IsTold(
            CallIdOf(push), "^Phone \\d rang after .+s and answered after .+s; phone \\d was pushed and had not registered yet\\.$");
        told.HasSteps("push_sent", "final", "registered", "sent", "cancel_sent");
    }
}
