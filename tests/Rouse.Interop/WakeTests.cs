using System.Net;
using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>A phone that sleeps is woken by a push over HTTP, registers again and rings.</summary>
public sealed class WakeTests : Scene
{
    /// <summary>A token of FCM's form: the colon belongs to it.</summary>
    private const string Token = "bobs-phone:APA91bExample_device-token";

    [Fact]
    public async Task Phone_without_a_connection_is_pushed_once_and_rings_once()
    {
        var (service, alice, bob) = await SleepersScene();
        await bob.FallsAsleep();

        alice.Calls(bob);
        var push = await Pushed(service, "call");
        bob.Wakes();
        await bob.Registered();

        await RingsOnceAndTalks(service, push, alice, bob);
    }

    [Fact]
    public async Task Killed_app_is_pushed_once_and_rings_once()
    {
        var (service, alice, bob) = await SleepersScene();
        await bob.IsKilled();

        alice.Calls(bob);
        var push = await Pushed(service, "call");
        bob.Wakes();
        await bob.Registered();

        await RingsOnceAndTalks(service, push, alice, bob);
    }

    /// <summary>Connected and just registered: the INVITE goes out first, and the push when nothing comes back.</summary>
    [Fact]
    public async Task Frozen_app_is_pushed_when_it_stays_silent_and_rings_once()
    {
        var (service, alice, bob) = await SleepersScene();
        bob.Freezes();

        alice.Calls(bob);
        var sent = await alice.Invites();
        var push = await Pushed(service, "call");
        Assert.InRange(push.Time - sent.Time, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
        bob.Thaws();
        bob.Wakes();

        await RingsOnceAndTalks(service, push, alice, bob);
    }

    [Fact]
    public async Task Caller_is_told_at_once_that_the_push_was_refused()
    {
        var (service, alice, bob) = await SleepersScene(HttpStatusCode.NotFound);
        await bob.FallsAsleep();

        alice.Calls(bob);
        var push = await Pushed(service, "call");
        var ended = await alice.CallEnded();

        Assert.Equal(480, ended.Code);
        Assert.InRange(ended.Time - push.Time, TimeSpan.FromSeconds(-0.1), TimeSpan.FromSeconds(2));
        Assert.Single(service.Pushes.All);
    }

    [Fact]
    public async Task Message_waits_for_the_phone_that_its_push_wakes()
    {
        const string text = "wake up";
        var (service, alice, bob) = await SleepersScene();
        await bob.FallsAsleep();

        alice.Sends(text, to: bob);
        await Pushed(service, "message");
        bob.Wakes();
        await bob.ReceivesMessage(text);
        await alice.MessageState(text, "Delivered");

        Assert.Single(service.Pushes.All);
        Assert.Single(bob.Events, e => e.Is("message"));
    }

    /// <summary>The same without a Linphone: SIPp leaves after its REGISTER and comes back when the push was sent.</summary>
    [Fact]
    public async Task Sleeping_sipp_user_registers_again_and_is_called()
    {
        var service = await StartPushService();
        await StartRouse(service);
        var bob = new SippScript("register", "bob", "tcp") { PushToken = Token };
        await Sipp(bob).Succeeds();

        var alice = Sipp(new SippScript("caller_hangs_up", "alice", "tcp") { Target = "bob" });
        await Pushed(service, "call");
        var awake = Sipp(bob with { Name = "sipp-bob-awake", WhenCalled = "callee_is_hung_up_on", Stays = TimeSpan.FromMinutes(1) });
        await alice.Succeeds();

        Assert.Single(service.Pushes.All);
        Assert.Equal(1, awake.CountReceived("INVITE sip:"));
    }

    private async Task<(PushStub Service, LinphoneClient Alice, LinphoneClient Bob)> SleepersScene(
        HttpStatusCode answer = HttpStatusCode.OK)
    {
        var service = await StartPushService(answer);
        await StartRouse(service);
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", "tcp") { PushToken = Token });
        return (service, alice, bob);
    }

    private static async Task<ReceivedPush> Pushed(PushStub service, string why)
    {
        var push = await service.Pushes.Next(_ => true, "push");
        Assert.Equal("POST", push.Method);
        Assert.Equal(Token, push["token"]);
        Assert.Equal(why, push["event"]);
        return push;
    }

    private static async Task RingsOnceAndTalks(PushStub service, ReceivedPush push, LinphoneClient alice, LinphoneClient bob)
    {
        var ring = await bob.Rings();
        Assert.Equal(push["call_id"], ring.CallId);
        await alice.HearsRinging();
        await Answer(alice, bob);
        await HangUp(alice, bob);

        alice.HasHeard(bob);
        bob.HasHeard(alice);
        Assert.Single(bob.Events, e => e.Is("call", "IncomingReceived"));
        Assert.Single(service.Pushes.All);
    }
}
