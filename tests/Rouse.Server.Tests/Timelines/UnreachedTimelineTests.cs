using Rouse.Server.Tests.Scenarios;
using Rouse.Server.Transport;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls that no phone answered.</summary>
public sealed class UnreachedTimelineTests
{
    [Fact]
    public void Pushed_phone_does_not_register()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            APNs accepted the push after 0 ms;
            no REGISTER in 90 s.
            ? Often: app removed, no network, notifications off; or iOS wakes it no more, because it once showed no call.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 accepted (200 OK)
             90000 phone 1 is given up: Phone Did Not Wake Up
             90000 the caller gets 480 Phone Did Not Wake Up
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Pushed_phone_registers_and_is_silent()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(4);
        scene.Bob.Registers();
        Invite(scene.Bob);
        scene.Advance(TimerB);
        scene.Advance(54);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            APNs accepted the push after 0 ms, REGISTER after 4 s;
            no answer to the INVITE in 86 s.
            ? Often: the system stopped the app again before it could answer, or the phone's network is gone.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 accepted (200 OK)
              4000 phone 1 registered from TCP 192.0.2.12:40002
              4000 sent to phone 1 on TCP 192.0.2.12:40002
             36000 phone 1: no answer, waiting for it to register
             90000 phone 1 is given up: Phone Did Not Wake Up
             90000 the caller gets 480 Phone Did Not Wake Up
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_rings_and_nobody_answers()
    {
        using var scene = new WakeScene();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(0.1);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(181);
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(invite, 487);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 408*
            The phone rang for 3 min 1 s and nobody answered.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
               100 phone 1 answered 180 Ringing
            181100 phone 1 is told that the call is over
            181100 phone 1 is given up: no answer
            181100 the caller gets 408 Request Timeout
            181100 phone 1 answered 487 Request Terminated
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Connected_phone_is_silent_and_cannot_be_pushed()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(TimerB);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 408*
            The phone was connected and did not answer the INVITE in 32 s;
            it gave no push parameters.
            ? An app that is to be woken registers with pn-provider, pn-param and pn-prid (RFC 8599).
            phone 1 = TCP 192.0.2.12:40001, no push parameters
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; gave no push parameters
                 0 sent to phone 1 on TCP 192.0.2.12:40001
             32000 phone 1 is given up: no answer
             32000 the caller gets 408 Request Timeout
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Silent_phone_is_pushed_and_stays_silent()
    {
        using var scene = new WakeScene();
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(1);
        scene.Advance(31);
        scene.Advance(58);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            APNs accepted the push after 0 ms;
            no REGISTER and no answer on the old connection in 89 s.
            ? Often: app removed, no network, notifications off; or iOS wakes it no more, because it once showed no call.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
              1000 VoIP push to phone 1: APNs T.org.example.voip
              1000 push to phone 1 accepted (200 OK)
             32000 phone 1: no answer, waiting for it to register
             90000 phone 1 is given up: Phone Did Not Wake Up
             90000 the caller gets 480 Phone Did Not Wake Up
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_loses_its_connection_and_does_not_come_back()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Call();
        Invite(scene.Bob);
        scene.Advance(2);
        scene.Bob.FallsAsleep();
        scene.Advance(88);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            The phone got the INVITE;
            its connection was lost after 2 s, no REGISTER in 88 s;
            it gave no push parameters.
            ? An app that is to be woken registers with pn-provider, pn-param and pn-prid (RFC 8599).
            phone 1 = TCP 192.0.2.12:40001, no push parameters
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; gave no push parameters
                 0 sent to phone 1 on TCP 192.0.2.12:40001
              2000 phone 1: its connection was lost, waiting for it to register
             90000 phone 1 is given up: Phone Did Not Wake Up
             90000 the caller gets 480 Phone Did Not Wake Up
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_rang_loses_its_connection()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        scene.Advance(2);
        scene.Bob.Registers(expires: 0);
        scene.Bob.FallsAsleep();

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            The phone rang;
            its connection was lost after 2 s.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
                 0 phone 1 answered 180 Ringing
              2000 phone 1 is given up: its connection was lost
              2000 the caller gets 480 Phone Lost Its Connection
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_is_not_connected_and_cannot_be_pushed()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Bob.FallsAsleep();
        scene.Call();

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            The phone was not connected;
            it gave no push parameters.
            ? An app that is to be woken registers with pn-provider, pn-param and pn-prid (RFC 8599).
            phone 1 = TCP 192.0.2.12:40001, no push parameters
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; gave no push parameters
                 0 phone 1 is given up: Phone Is Not Connected And Cannot Be Pushed
                 0 the caller gets 480 Phone Is Not Connected And Cannot Be Pushed
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Push_parameters_cannot_be_used()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("pn-provider=apns;pn-prid=tok-bob");
        scene.Bob.FallsAsleep();
        scene.Call();

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            The phone was not connected;
            no push: pn-param is missing.
            ? Its app writes its push parameters in a form that cannot be used (RFC 8599).
            phone 1 = TCP 192.0.2.12:40001
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001
                 0 no push to phone 1: pn-param is missing
                 0 phone 1 is given up: Phone Is Not Connected And Cannot Be Pushed
                 0 the caller gets 480 Phone Is Not Connected And Cannot Be Pushed
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Invite_is_too_large_for_the_phone()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        var phone = scene.Device("bob", "", SipTransport.Udp);
        scene.Bob.Registers(expires: 0);
        scene.Alice.Invites("bob", "Content-Type: text/plain", new string('x', 66_000));
        phone.ReceivesNothing();

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 513*
            The INVITE is too large for the phone: no datagram holds it.
            phone 1 = UDP 192.0.2.13:40001, no push parameters
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on UDP 192.0.2.13:40001; gave no push parameters
                 0 sent to phone 1 on UDP 192.0.2.13:40001
                 0 phone 1 is given up: no datagram holds the request
                 0 the caller gets 513 Message Too Large
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Invite_is_too_large_for_the_phone_which_is_not_woken_for_nothing()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(expires: 0);
        var phone = scene.Device("bob", Voip("tok-2"), SipTransport.Udp);
        scene.Advance(200);
        scene.Alice.Invites("bob", "Content-Type: text/plain", new string('x', 66_000));
        phone.ReceivesNothing();
        scene.Push.ExpectsNothing();

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 513*
            The INVITE is too large for the phone: no datagram holds it.
            phone 1 = UDP 192.0.2.13:40001
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: silent on UDP 192.0.2.13:40001; can be pushed
                 0 no push to phone 1: no datagram holds what it would be woken for
                 0 sent to phone 1 on UDP 192.0.2.13:40001
                 0 phone 1 is given up: no datagram holds the request
                 0 the caller gets 513 Message Too Large
            """,
            Told.Of(scene.Network));
    }

    [Theory]
    [InlineData(SipTransport.Udp, 60_000)]
    [InlineData(SipTransport.Tcp, 66_000)]
    public void Invite_that_just_reaches_the_phone_wakes_it(SipTransport transport, int size)
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(expires: 0);
        var phone = scene.Device("bob", Voip("tok-2"), transport);
        scene.Advance(200);
        scene.Alice.Invites("bob", "Content-Type: text/plain", new string('x', size));
        phone.ReceivesRequest("INVITE *");
        scene.Push.Expects("apns", "tok-2");
    }

    [Fact]
    public void Phone_that_came_nearest_is_told_of()
    {
        using var scene = new WakeScene();
        var second = scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Bob.Registers("");
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(2);
        second.Registers();
        Invite(second);
        scene.Advance(TimerB);
        scene.Advance(56);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 480*
            Phone 2: APNs accepted the push after 0 ms, REGISTER after 2 s;
            no answer to the INVITE in 88 s;
            phone 1 could not be reached.
            ? Often: the system stopped the app again before it could answer, or the phone's network is gone.
            phone 1 = TCP 192.0.2.12:40001, no push parameters
            phone 2 = TCP 192.0.2.13:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; gave no push parameters
                 0 phone 1 is given up: Phone Is Not Connected And Cannot Be Pushed
                 0 phone 2: asleep, it was on TCP 192.0.2.13:40001; can be pushed
                 0 VoIP push to phone 2: APNs T.org.example.voip
                 0 push to phone 2 accepted (200 OK)
              2000 phone 2 registered from TCP 192.0.2.13:40002
              2000 sent to phone 2 on TCP 192.0.2.13:40002
             34000 phone 2: no answer, waiting for it to register
             90000 phone 2 is given up: Phone Did Not Wake Up
             90000 the caller gets 480 Phone Did Not Wake Up
            """,
            Told.Of(scene.Network));
    }
}
