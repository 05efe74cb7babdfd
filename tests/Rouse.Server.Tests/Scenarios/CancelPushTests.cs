using Rouse.Push;
using Rouse.Server.Push;
using Rouse.Server.Tests.Timelines;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Where the operator wants it, a phone that was pushed and has not come is told by another push that the call is over.</summary>
public sealed class CancelPushTests
{
    [Fact]
    public void Sleeping_phone_is_told_when_the_caller_gives_up()
    {
        using var scene = Scene();
        var call = scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        scene.Advance(20);
        scene.Cancels(call);
        var told = scene.Push.Expects("fcm", "tok-bob");
        Assert.Equal((PushEvent.Cancel, call.CallId), (told.Event, told.CallId));
        Assert.Equal((TimeSpan.FromSeconds(70), TimeSpan.FromSeconds(70)), (told.TimeToLive, scene.Push.Deadline));
        scene.Push.ExpectsNothing();
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(603)]
    [InlineData(486)]
    public void Sleeping_phone_is_told_when_another_has_dealt_with_the_call(int status)
    {
        using var scene = Scene();
        var desk = scene.Device("bob", "");
        var call = scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        desk.Answers(Invite(desk), status);
        if (status == 486)
        {
            // The busy one waits for those who may still wake.
            scene.Push.ExpectsNothing();
            scene.Advance(30);
        }
        call.Acks(scene.Alice.Receives($"SIP/2.0 {status} *"));
        Assert.Equal(PushEvent.Cancel, scene.Push.Expects("fcm", "tok-bob").Event);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Nobody_is_told_where_it_is_not_wanted()
    {
        using var scene = new WakeScene(With(cancel: false));
        scene.Bob.Registers(Fcm("tok-bob"));
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        scene.Cancels(call);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Voip_token_announces_calls_only()
    {
        using var scene = new WakeScene(With(cancel: true));
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Cancels(call);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_that_was_told_of_a_message_is_not_told_of_its_end()
    {
        using var scene = Scene();
        var desk = scene.Device("bob", "");
        scene.Alice.SendsMessage("bob");
        scene.Push.Expects("fcm", "tok-bob");
        desk.Answers(desk.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Advance(30);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_that_has_registered_knows()
    {
        using var scene = Scene();
        var call = scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        scene.Bob.Registers();
        Invite(scene.Bob);
        scene.Bob.FallsAsleep();
        scene.Cancels(call);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_that_has_answered_knows()
    {
        using var scene = Scene(asleep: false);
        scene.BobBecomesDormant();
        var call = scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        scene.Cancels(call, final: false);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_that_has_logged_out_is_told_nothing()
    {
        using var scene = Scene(asleep: false);
        scene.BobBecomesDormant();
        var call = scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        Invite(scene.Bob);
        scene.Bob.Registers(expires: 0);
        scene.Cancels(call);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Push_that_did_not_get_through_is_not_followed_by_another()
    {
        using var scene = Scene();
        scene.Device("bob", "");
        scene.Push.Outcome = FakePush.Failed;
        var call = scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        scene.Cancels(call);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Push_that_is_taken_back_is_not_followed_by_another()
    {
        using var scene = Scene();
        scene.Push.Outcome = null;
        var call = scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        scene.Cancels(call);
        scene.Network.Settle();
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Push_that_gets_through_behind_the_end_is_followed_by_another()
    {
        using var scene = Scene();
        scene.Push.Outcome = null;
        scene.Push.IsOnTheWire = true;
        var call = scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        scene.Cancels(call);
        scene.Push.ExpectsNothing();
        scene.Advance(2);
        scene.PushIsAnswered(FakePush.Accepted);
        var told = scene.Push.Expects("fcm", "tok-bob");
        Assert.Equal((PushEvent.Cancel, TimeSpan.FromSeconds(88)), (told.Event, told.TimeToLive));
        scene.PushIsAnswered(FakePush.Accepted);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void End_of_the_ring_window_is_the_end_of_the_push_too()
    {
        using var scene = Scene();
        scene.Call();
        scene.Push.Expects("fcm", "tok-bob");
        scene.Advance(RingWindow);
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Answer_to_it_is_not_taken_for_that_to_the_first()
    {
        using var scene = Scene();
        var call = scene.Call();
        scene.Advance(1);
        scene.Push.Outcome = FakePush.Failed;
        scene.Cancels(call);
        var told = Told.Newest(scene.Network);
        Assert.Contains("accepted the push", told.Verdict);
        Assert.Equal("push to phone 1 that the call is over failed (503 Service Unavailable, 3 attempts)", told.Steps[^1].Text);
    }

    [Fact]
    public void Dead_token_that_shows_only_now_ends_the_binding_and_nothing_else()
    {
        using var scene = Scene();
        var call = scene.Call();
        scene.Push.Outcome = FakePush.Dead;
        scene.Cancels(call);
        Assert.Equal(0, scene.Network.Server.Bindings);
        scene.Alice.ReceivesNothing();
    }

    static WakeScene Scene(bool asleep = true)
    {
        var scene = new WakeScene(With(cancel: true));
        scene.Bob.Registers(Fcm("tok-bob"));
        if (asleep)
            scene.Bob.FallsAsleep();
        return scene;
    }

    static Func<PushOptions, PushOptions> With(bool cancel) =>
        push => push with { Http = new HttpPushOptions { Url = "https://push.example.org", CancelPush = cancel } };
}
