using Rouse.Protocol.Sip;
using Rouse.Server.Tests.Exchanges;
using Rouse.Server.Tests.Scenarios;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>What a call waits for while it is under way.</summary>
public sealed class UnderWayTimelineTests
{
    [Fact]
    public void Phone_that_is_woken()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(0.5);
        Expect(scene, "Waiting for phone 1: the push went to APNs 500 ms ago, no answer yet.");
        scene.PushIsAnswered(FakePush.Accepted);
        scene.Advance(3.2);
        Expect(scene, "Waiting for phone 1: push accepted 3.2 s ago, no REGISTER yet.");
        scene.Bob.Registers();
        scene.Advance(0.4);
        Expect(scene, "Waiting for phone 1: it registered 400 ms ago, no answer yet.");
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        scene.Advance(8);
        Expect(scene, "Waiting for phone 1: it has been ringing for 8 s.");
    }

    [Fact]
    public void Phone_that_is_awake()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Call();
        scene.Advance(1.5);
        Expect(scene, "Waiting for phone 1: the INVITE went to it 1.5 s ago, no answer yet.");
        scene.Bob.FallsAsleep();
        scene.Advance(2);
        Expect(scene, "Waiting for phone 1: its connection was lost 2 s ago, no REGISTER yet.");
    }

    [Fact]
    public void Phone_that_refused_while_another_sleeps()
    {
        using var scene = new WakeScene();
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), 486);
        scene.Advance(2);
        Expect(scene, "Waiting for phone 2: it answered 486 Busy Here 2 s ago, the others are waited for.");
    }

    [Fact]
    public void Phones_that_are_to_confirm_the_end()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        call.Cancels();
        scene.Advance(1);
        Expect(scene, "The caller hung up 1 s ago; waiting for the phones to confirm it.");
    }

    [Fact]
    public void Slow_work()
    {
        using var network = new TestNetwork(modules: [FakeModule.Suspending(SipMethod.Invite)]);
        var call = network.Phone("alice").Invites("bob");
        network.Advance(1.2);
        Assert.Equal("Nothing decided yet, 1.2 s after it came.", Told.Newest(network).Verdict);
        call.Cancels();
    }

    [Fact]
    public void Answered_call_is_over_although_its_transactions_linger()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var ok = scene.Answers(scene.Bob, Invite(scene.Bob), 200);
        Assert.Equal((200, true), (Told.Newest(scene.Network).Status, Told.Newest(scene.Network).IsOver));
        HangsUp(call, ok, scene.Bob);
    }

    [Fact]
    public void Refused_call_is_over_when_the_caller_has_acknowledged_it()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var busy = scene.Answers(scene.Bob, Invite(scene.Bob), 486);
        scene.Bob.Receives("ACK *");
        Assert.Equal((486, false), (Told.Newest(scene.Network).Status, Told.Newest(scene.Network).IsOver));
        call.Acks(busy);
        Assert.True(Told.Newest(scene.Network).IsOver);
    }

    static void Expect(WakeScene scene, string verdict)
    {
        var told = Told.Newest(scene.Network);
        Assert.Equal((verdict, 0, false), (told.Verdict, told.Status, told.IsOver));
    }
}
