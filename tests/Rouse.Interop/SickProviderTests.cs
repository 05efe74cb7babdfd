using Rouse.Interop.Parts;
using Rouse.Sandbox;

namespace Rouse.Interop;

/// <summary>What callers and other phones notice when a push cannot be delivered.</summary>
public sealed class SickProviderTests : WakeScene
{
    [Theory]
    [InlineData(PhoneSystem.Ios)]
    [InlineData(PhoneSystem.Android)]
    public async Task Caller_is_told_at_once_that_the_app_was_removed(PhoneSystem system)
    {
        await StartServices();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        var app = Services.Register(system);
        var bob = await RegisteredLinphone(new PhoneSettings("bob", "tcp") { Push = app });
        await bob.FallsAsleep();
        Services.Unregister(app);

        alice.Calls(bob);
        var sent = await alice.Invites();
        var ended = await alice.CallEnded();

        Assert.Equal(480, ended.Code);
        Assert.InRange(ended.Time - sent.Time, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Empty(Services.Pushes.All);
        var told = await IsTold(sent.CallId, $"^{(system == PhoneSystem.Ios ? "APNs" : "FCM")} says that the token is dead \\(4");
        Assert.Equal("The app was removed or installed anew; it can be woken again when it has registered.", told.Hint);
    }

    [Fact]
    public async Task Apple_that_is_down_is_asked_again_until_the_window_ends()
    {
        var (alice, bob) = await AliceAndBob(PhoneSystem.Ios);
        await bob.FallsAsleep();
        Services.Script.Always(SandboxService.Apns, new SandboxBehaviour.Refuse(503, "ServiceUnavailable"));

        alice.Calls(bob);
        var sent = await alice.Invites();
        var ended = await alice.CallEnded(RouseProcess.RingWindow + TimeSpan.FromSeconds(10));

        Assert.Equal(480, ended.Code);
        Assert.InRange(ended.Time - sent.Time, TimeSpan.FromSeconds(1), RouseProcess.RingWindow + TimeSpan.FromSeconds(5));
        Assert.Empty(Services.Pushes.All);
        var told = await IsTold(sent.CallId, "^APNs did not take the push \\(503 ServiceUnavailable, \\d+ attempts\\)\\.$");
        Assert.Equal("Often: the provider is down, or a firewall keeps this server from it.", told.Hint);
    }

    [Fact]
    public async Task Apple_that_hangs_does_not_delay_the_push_through_Google()
    {
        await StartServices();
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        var iphone = await RegisteredLinphone(
            new PhoneSettings("bob", "tcp") { Device = "bobs-iphone", Push = Services.Register(PhoneSystem.Ios) });
        var android = await RegisteredLinphone(
            new PhoneSettings("bob", "tcp") { Device = "bobs-android", Push = Services.Register(PhoneSystem.Android) });
        await iphone.FallsAsleep();
        await android.FallsAsleep();
        Services.Script.Always(SandboxService.Apns, new SandboxBehaviour.Hang());

        alice.Calls(android);
        var sent = await alice.Invites();
        var push = await CallIsPushed(PhoneSystem.Android);
        Assert.InRange(push.At - sent.Time, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        android.Wakes();
        await android.Rings();
        await alice.HearsRinging();
        await Answer(alice, android);
        await HangUp(alice, android);
    }
}
