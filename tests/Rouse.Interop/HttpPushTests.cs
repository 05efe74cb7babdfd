using System.Net;
using Rouse.Interop.Parts;

namespace Rouse.Interop;

/// <summary>A phone is woken through an operator's own push service.</summary>
public sealed class HttpPushTests : Scene
{
    /// <summary>A token of FCM's form: the colon belongs to it.</summary>
    private static readonly PushSettings App = new("fcm", "test-project", "bobs-phone:APA91bExample_device-token");

    [Fact]
    public async Task Sleeping_phone_is_pushed_once_and_rings_once()
    {
        var (service, alice, bob) = await SleeperScene(HttpStatusCode.OK);

        alice.Calls(bob);
        var push = await Pushed(service, "call");
        bob.Wakes();
        var ring = await bob.Rings();
        Assert.Equal(push["call_id"], ring.CallId);
        await alice.HearsRinging();
        await Answer(alice, bob);
        await HangUp(alice, bob);

        Assert.Single(service.Pushes.All);
    }

    [Fact]
    public async Task Caller_is_told_at_once_that_the_push_was_refused()
    {
        var (service, alice, bob) = await SleeperScene(HttpStatusCode.NotFound);

        alice.Calls(bob);
        var push = await Pushed(service, "call");
        var ended = await alice.CallEnded();

        Assert.Equal(480, ended.Code);
        Assert.InRange(ended.Time - push.Time, TimeSpan.FromSeconds(-0.1), TimeSpan.FromSeconds(2));
        Assert.Single(service.Pushes.All);
    }

    /// <summary>Without a Linphone: SIPp leaves after its REGISTER and comes back when the push was sent.</summary>
    [Fact]
    public async Task Sleeping_sipp_user_registers_again_and_is_called()
    {
        var service = await StartPushService(HttpStatusCode.OK);
        await StartRouse(service);
        var bob = new SippScript("register", "bob", "tcp") { Push = App };
        await Sipp(bob).Succeeds();

        var alice = Sipp(new SippScript("caller_hangs_up", "alice", "tcp") { Target = "bob" });
        await Pushed(service, "call");
        var awake = Sipp(bob with { Name = "sipp-bob-awake", WhenCalled = "callee_is_hung_up_on", Stays = TimeSpan.FromMinutes(1) });
        await alice.Succeeds();

        Assert.Single(service.Pushes.All);
        Assert.Equal(1, awake.CountReceived("INVITE sip:"));
    }

    private async Task<(PushStub Service, LinphoneClient Alice, LinphoneClient Bob)> SleeperScene(HttpStatusCode answer)
    {
        var service = await StartPushService(answer);
        await StartRouse(service);
        var alice = await RegisteredLinphone(new PhoneSettings("alice", "tcp"));
        var bob = await RegisteredLinphone(new PhoneSettings("bob", "tcp") { Push = App });
        await bob.FallsAsleep();
        return (service, alice, bob);
    }

    private async Task<PushStub> StartPushService(HttpStatusCode answer) => Own(await PushStub.Start(answer));

    private static async Task<ReceivedPush> Pushed(PushStub service, string why)
    {
        var push = await service.Pushes.Next(_ => true, "push");
        Assert.Equal("POST", push.Method);
        Assert.Equal(App.Prid, push["token"]);
        Assert.Equal(why, push["event"]);
        return push;
    }
}
