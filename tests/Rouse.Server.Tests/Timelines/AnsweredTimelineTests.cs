using Rouse.Push;
using Rouse.Server.Tests.Scenarios;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls that a phone answered.</summary>
public sealed class AnsweredTimelineTests
{
    static readonly PushOutcome Accepted = new(PushVerdict.Accepted, 200, "200", 1)
    {
        ProviderId = "eabeae54-14a8-11e5-b60b-1697f925ec7b",
    };

    [Fact]
    public void Awake_phone_rings_and_answers()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        scene.Advance(0.12);
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 100);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(5.2);
        HangsUp(call, scene.Answers(scene.Bob, invite, 200), scene.Bob);
        scene.Advance(32);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 200
            The phone rang after 120 ms and answered after 5.3 s.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
               120 phone 1 answered 100 Trying
               120 phone 1 answered 180 Ringing
              5320 phone 1 answered 200 OK
              5320 the caller gets 200 OK of phone 1
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Sleeping_phone_is_woken_and_answers()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(0.084);
        scene.PushIsAnswered(Accepted);
        scene.Advance(2.05);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Advance(0.3);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(4);
        HangsUp(call, scene.Answers(scene.Bob, invite, 200), scene.Bob);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 200
            The phone rang after 2.4 s and answered after 6.4 s: APNs accepted the push after 84 ms, REGISTER after 2.1 s.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                84 push to phone 1 accepted (200, id eabeae54-14a8-11e5-b60b-1697f925ec7b)
              2134 phone 1 registered from TCP 192.0.2.12:40002
              2134 sent to phone 1 on TCP 192.0.2.12:40002
              2434 phone 1 answered 180 Ringing
              6434 phone 1 answered 200 OK
              6434 the caller gets 200 OK of phone 1
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Sandbox_says_that_it_is_one()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = Accepted with { IsSandbox = true };
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            APNs accepted the push after 0 ms (sandbox: nothing was sent to Apple/Google);
            no REGISTER in 90 s.
            ? Often: app removed, no network, notifications off; or iOS wakes it no more, because it once showed no call.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 accepted (200, id eabeae54-14a8-11e5-b60b-1697f925ec7b, sandbox: nothing was sent to Apple/Google)
             90000 phone 1 is given up: Phone Did Not Wake Up
             90000 the caller gets 480 Phone Did Not Wake Up
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Frozen_phone_comes_to_itself_on_the_connection_that_it_had()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        var call = scene.Call();
        scene.Advance(3);
        HangsUp(call, scene.Answers(scene.Bob, Invite(scene.Bob), 200), scene.Bob);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 200
            The phone answered after 3 s: APNs accepted the push after 0 ms.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: silent on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 sent to phone 1 on TCP 192.0.2.12:40001
                 0 push to phone 1 accepted (200 OK)
              3000 phone 1 answered 200 OK
              3000 the caller gets 200 OK of phone 1
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_seems_awake_and_is_silent_is_pushed()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        scene.Advance(1);
        scene.Advance(1.5);
        HangsUp(call, scene.Answers(scene.Bob, Invite(scene.Bob), 200), scene.Bob);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 200
            The phone answered after 2.5 s: APNs accepted the push after 0 ms.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
              1000 VoIP push to phone 1: APNs T.org.example.voip
              1000 push to phone 1 accepted (200 OK)
              2500 phone 1 answered 200 OK
              2500 the caller gets 200 OK of phone 1
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_whose_connection_breaks_comes_back_by_itself()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        var call = scene.Call();
        Invite(scene.Bob);
        scene.Advance(4);
        scene.Bob.FallsAsleep();
        scene.Advance(10);
        scene.Bob.Registers();
        HangsUp(call, scene.Answers(scene.Bob, Invite(scene.Bob), 200), scene.Bob);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 200
            The phone answered after 14 s: its connection was lost after 4 s, REGISTER after 14 s.
            phone 1 = TCP 192.0.2.12:40001, no push parameters
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; gave no push parameters
                 0 sent to phone 1 on TCP 192.0.2.12:40001
              4000 phone 1: its connection was lost, waiting for it to register
             14000 phone 1 registered from TCP 192.0.2.12:40002
             14000 sent to phone 1 on TCP 192.0.2.12:40002
             14000 phone 1 answered 200 OK
             14000 the caller gets 200 OK of phone 1
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Another_phone_answers()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.SleepingDevice("bob", Voip("tok-3"));
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(2);
        HangsUp(call, scene.Answers(desk, Invite(desk), 200, tag: "desk"), desk);
        scene.Bob.Receives("CANCEL *");
        scene.Bob.Answers(invite, 487);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 200*
            Phone 2 answered after 2 s;
            phone 1 was pushed and had not registered yet;
            phone 3 rang, too.
            phone 1 = TCP 192.0.2.14:40001, APNs T.org.example.voip
            phone 2 = TCP 192.0.2.13:40001, no push parameters
            phone 3 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.14:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 phone 2: awake on TCP 192.0.2.13:40001; gave no push parameters
                 0 sent to phone 2 on TCP 192.0.2.13:40001
                 0 phone 3: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 3 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 3 on TCP 192.0.2.12:40001
                 0 push to phone 1 accepted (200 OK)
                 0 phone 3 answered 180 Ringing
              2000 phone 2 answered 200 OK
              2000 the caller gets 200 OK of phone 2
              2000 phone 1 gets INVITE and CANCEL when it registers: its app must show a call
              2000 phone 3 is told that the call is over (Reason: SIP;cause=200;text="Call completed elsewhere")
              2000 phone 3 answered 487 Request Terminated
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Another_phone_answers_before_the_provider()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = null;
        var desk = scene.Device("bob", "");
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        HangsUp(call, scene.Answers(desk, Invite(desk), 200, tag: "desk"), desk);

        Assert.Contains(
            """
            Phone 1 answered after 0 ms;
            phone 2 was pushed and had not registered yet.
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_of_which_only_the_newer_connection_refuses_still_rings()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 183);
        scene.Advance(1);
        var (old, again) = scene.BobMoves();
        scene.Bob.Answers(again, 486);
        scene.Advance(1);
        scene.Bob.Uses(old);
        scene.Alice.ForgetsUnread();
        HangsUp(call, scene.Answers(scene.Bob, invite, 200), scene.Bob);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 200
            The phone rang after 0 ms and answered after 2 s: it registered again after 1 s.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
                 0 phone 1 answered 183 Session Progress
              1000 phone 1 registered from TCP 192.0.2.12:40002
              1000 sent to phone 1 on TCP 192.0.2.12:40002
              1000 phone 1 answered 486 Busy Here
              2000 that answer of phone 1 does not count: what was sent to it first rings
              2000 phone 1 answered 200 OK
              2000 the caller gets 200 OK of phone 1
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_appears_while_the_call_is_held_answers()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(4);
        var desk = scene.Device("bob", "");
        HangsUp(call, scene.Answers(desk, Invite(desk), 200), desk);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 200*
            Phone 2 answered after 4 s: its first REGISTER came after 4 s;
            phone 1 was pushed and had not registered yet.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
            phone 2 = TCP 192.0.2.13:40001, no push parameters
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 accepted (200 OK)
              4000 phone 2: awake on TCP 192.0.2.13:40001; gave no push parameters
              4000 phone 2 registered from TCP 192.0.2.13:40001
              4000 sent to phone 2 on TCP 192.0.2.13:40001
              4000 phone 2 answered 200 OK
              4000 the caller gets 200 OK of phone 2
              4000 phone 1 gets INVITE and CANCEL when it registers: its app must show a call
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Repeated_answers_are_told_once()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 180);
        var ok = scene.Answers(scene.Bob, invite, 200);
        scene.Answers(scene.Bob, invite, 200);
        HangsUp(call, ok, scene.Bob);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 200
            The phone rang after 0 ms and answered after 0 ms.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
                 0 phone 1 answered 180 Ringing
                 0 phone 1 answered 200 OK
                 0 the caller gets 200 OK of phone 1
            """,
            Told.Of(scene.Network));
    }
}
