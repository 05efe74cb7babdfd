using Rouse.Interop.Parts;
using Rouse.Sandbox;

namespace Rouse.Interop;

/// <summary>A Linphone that sleeps is woken through Apple's or Google's service, registers again and rings.</summary>
public sealed class WakeTests : WakeScene
{
    public static TheoryData<PhoneSystem> Systems => [PhoneSystem.Ios, PhoneSystem.Android];

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Phone_without_a_connection_is_pushed_once_and_rings_once(PhoneSystem system)
    {
        var (alice, bob) = await AliceAndBob(system);
        await bob.FallsAsleep();

        alice.Calls(bob);
        var push = await CallIsPushed(system);
        bob.Wakes();
        await bob.Registered();

        await RingsOnceAndTalks(push, alice, bob);
        await IsTold(CallIdOf(push), $"{Answered(system)}, REGISTER after .+s\\.$");
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Killed_app_is_pushed_once_and_rings_once(PhoneSystem system)
    {
        var (alice, bob) = await AliceAndBob(system);
        await bob.IsKilled();

        alice.Calls(bob);
        var push = await CallIsPushed(system);
        bob.Wakes();
        await bob.Registered();

        await RingsOnceAndTalks(push, alice, bob);
        var told = await IsTold(CallIdOf(push), $"{Answered(system)}, REGISTER after .+s\\.$");
        Assert.Equal(200, told.Status);
        told.HasSteps("received", "authenticated", "phone_found", "push_sent", "push_answered", "registered", "sent", "response", "final");
    }

    /// <summary>Connected and just registered: the INVITE goes out first, and the push when nothing comes back.</summary>
    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Frozen_app_is_pushed_when_it_stays_silent_and_rings_once(PhoneSystem system)
    {
        var (alice, bob) = await AliceAndBob(system);
        bob.Freezes();

        alice.Calls(bob);
        var sent = await alice.Invites();
        var push = await CallIsPushed(system);
        Assert.InRange(push.At - sent.Time, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
        bob.Thaws();
        bob.Wakes();

        await RingsOnceAndTalks(push, alice, bob);
        var told = await IsTold(CallIdOf(push), Answered(system));
        told.HasSteps("phone_found", "sent", "push_sent", "push_answered", "response", "final");
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Message_waits_for_the_phone_that_its_push_wakes(PhoneSystem system)
    {
        const string text = "wake up";
        var (alice, bob) = await AliceAndBob(system);
        await bob.FallsAsleep();

        alice.Sends(text, to: bob);
        var push = await IsPushed(system == PhoneSystem.Ios ? "alert" : "fcm");
        bob.Wakes();
        await bob.ReceivesMessage(text);
        await alice.MessageState(text, "Delivered");

        Assert.Single(Services.Pushes.All);
        Assert.Single(bob.Events, e => e.Is("message"));
        await IsTold(CallIdOf(push), $"^Delivered to the phone after .+s: {Accepted(system)}, REGISTER after .+s\\.$");
    }

    private static string Answered(PhoneSystem system) => $"^The phone rang after .+s and answered after .+s: {Accepted(system)}";

    private static string Accepted(PhoneSystem system) =>
        $"{(system == PhoneSystem.Ios ? "APNs" : "FCM")} accepted the push after .+s";

    private async Task RingsOnceAndTalks(AcceptedPush push, LinphoneClient alice, LinphoneClient bob)
    {
        var ring = await bob.Rings();
        Assert.Equal(CallIdOf(push), ring.CallId);
        await alice.HearsRinging();
        await Answer(alice, bob);
        await HangUp(alice, bob);

        alice.HasHeard(bob);
        bob.HasHeard(alice);
        Assert.Single(bob.Events, e => e.Is("call", "IncomingReceived"));
        Assert.Single(Services.Pushes.All);
    }
}
