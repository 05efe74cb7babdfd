using Rouse.Server.Tests.Scenarios;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls whose caller hung up before there was an answer.</summary>
public sealed class CancelledTimelineTests
{
    [Fact]
    public void While_the_phone_rang()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(0.2);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(9);
        HangsUp(scene, call, "Reason: SIP;cause=487;text=\"Alice gave up\"");
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(invite, 487);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487
            The caller hung up after 9.2 s (Reason: SIP;cause=487;text="Alice gave up");
            the phone had been ringing for 9 s.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
               200 phone 1 answered 180 Ringing
              9200 the caller hung up (Reason: SIP;cause=487;text="Alice gave up")
              9200 phone 1 is told that the call is over (Reason: SIP;cause=487;text="Alice gave up")
              9200 phone 1 answered 487 Request Terminated
              9200 the caller gets 487 Request Terminated
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void While_the_phone_slept()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(10);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487*
            The caller hung up after 10 s;
            the phone still slept: APNs accepted the push after 0 ms, no REGISTER yet.
            ? Often: app removed, no network, notifications off; or iOS wakes it no more, because it once showed no call.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 accepted (200 OK)
             10000 the caller hung up
             10000 phone 1 gets INVITE and CANCEL when it registers: its app must show a call
             10000 the caller gets 487 Request Terminated
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Before_the_phone_came()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(2);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Advance(3);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 180);
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(invite, 487);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487
            The caller hung up after 2 s;
            the phone still slept: APNs accepted the push after 0 ms, no REGISTER yet;
            it registered 3 s later.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 accepted (200 OK)
              2000 the caller hung up
              2000 phone 1 gets INVITE and CANCEL when it registers: its app must show a call
              2000 the caller gets 487 Request Terminated
              5000 phone 1 registered from TCP 192.0.2.12:40002
              5000 sent to phone 1 on TCP 192.0.2.12:40002
              5000 phone 1 answered 180 Ringing
              5000 phone 1 is told that the call is over
              5000 phone 1 answered 487 Request Terminated
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void App_is_told_of_it_by_a_push()
    {
        using var scene = new WakeScene(push => push with { Http = new() { Url = "https://push.example.org", CancelPush = true } });
        scene.Bob.Registers(Fcm("tok-bob"));
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(2);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487
            The caller hung up after 2 s;
            the phone still slept: FCM accepted the push after 0 ms, no REGISTER yet.
            phone 1 = TCP 192.0.2.12:40001, FCM project
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 high-priority data push to phone 1: FCM project
                 0 push to phone 1 accepted (200 OK)
              2000 the caller hung up
              2000 data push to phone 1 that the call is over: FCM project
              2000 the caller gets 487 Request Terminated
              2000 push to phone 1 that the call is over accepted (200 OK)
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void While_the_provider_had_not_answered()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(2);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487
            The caller hung up after 2 s;
            the phone still slept: no answer of APNs to the push yet.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
              2000 the caller hung up
              2000 phone 1 gets INVITE and CANCEL when it registers: its app must show a call
              2000 the caller gets 487 Request Terminated
              2000 push to phone 1 failed (the call was over)
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void When_the_phone_had_registered_and_did_not_ring_yet()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(3);
        scene.Bob.Registers();
        Invite(scene.Bob);
        scene.Advance(0.5);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487*
            The caller hung up after 3.5 s;
            the phone did not ring yet: APNs accepted the push after 0 ms, REGISTER after 3 s.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 accepted (200 OK)
              3000 phone 1 registered from TCP 192.0.2.12:40002
              3000 sent to phone 1 on TCP 192.0.2.12:40002
              3500 the caller hung up
              3500 phone 1 gets INVITE and CANCEL when it registers: its app must show a call
              3500 the caller gets 487 Request Terminated
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Before_the_frozen_phone_answered_it()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(5);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));
        scene.Advance(4);
        scene.Bob.Answers(invite, 200);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487*
            The caller hung up after 5 s;
            the phone had not answered: APNs accepted the push after 0 ms, no REGISTER yet;
            it answered too late and was hung up.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: silent on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 sent to phone 1 on TCP 192.0.2.12:40001
                 0 push to phone 1 accepted (200 OK)
              5000 the caller hung up
              5000 phone 1 gets INVITE and CANCEL when it registers: its app must show a call
              5000 the caller gets 487 Request Terminated
              9000 phone 1 answered 200 OK
              9000 phone 1 answered too late and was hung up
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void While_one_phone_had_refused_and_another_was_waited_for()
    {
        using var scene = new WakeScene();
        scene.SleepingDevice("bob", Voip("tok-2"));
        var call = scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), 486);
        scene.Advance(2);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487*
            The caller hung up after 2 s;
            phone 2 had answered 486 Busy Here;
            phone 1 was pushed and had not registered yet.
            phone 1 = TCP 192.0.2.13:40001, APNs T.org.example.voip
            phone 2 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.13:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 phone 2: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 2 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 2 on TCP 192.0.2.12:40001
                 0 push to phone 1 accepted (200 OK)
                 0 phone 2 answered 486 Busy Here
                 0 the answer so far waits for phones that sleep, 30 s at most
              2000 the caller hung up
              2000 phone 1 gets INVITE and CANCEL when it registers: its app must show a call
              2000 the caller gets 487 Request Terminated
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_cannot_be_pushed_had_not_answered()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        var call = scene.Call();
        Invite(scene.Bob);
        scene.Advance(2);
        HangsUp(scene, call);
        call.Acks(scene.Alice.Receives("SIP/2.0 487 *"));

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 487*
            The caller hung up after 2 s;
            the phone had not answered yet.
            phone 1 = TCP 192.0.2.12:40001, no push parameters
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; gave no push parameters
                 0 sent to phone 1 on TCP 192.0.2.12:40001
              2000 the caller hung up
              2000 the caller gets 487 Request Terminated
            """,
            Told.Of(scene.Network));
    }

    static void HangsUp(WakeScene scene, OutgoingCall call, string headers = "")
    {
        call.Cancels(headers);
        scene.Alice.Receives("SIP/2.0 200 *");
    }
}
