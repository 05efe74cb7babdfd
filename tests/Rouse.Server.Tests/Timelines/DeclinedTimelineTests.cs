using Rouse.Server.Tests.Scenarios;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of calls that a phone refused.</summary>
public sealed class DeclinedTimelineTests
{
    [Fact]
    public void Phone_declines_and_the_others_stop()
    {
        using var scene = new WakeScene();
        var desk = scene.Device("bob", "");
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        var atDesk = Invite(desk);
        desk.Answers(atDesk, 180);
        scene.Advance(3);
        scene.Bob.Answers(invite, 603);
        desk.Answers(desk.Receives("CANCEL *"), 200);
        desk.Answers(atDesk, 487);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 603*
            Phone 2 declined the call after 3 s (603 Decline);
            phone 1 rang, too.
            phone 1 = TCP 192.0.2.13:40001, no push parameters
            phone 2 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.13:40001; gave no push parameters
                 0 sent to phone 1 on TCP 192.0.2.13:40001
                 0 phone 2: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 2 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 2 on TCP 192.0.2.12:40001
                 0 phone 2 answered 180 Ringing
                 0 phone 1 answered 180 Ringing
              3000 phone 2 answered 603 Decline
              3000 phone 1 is told that the call is over (Reason: SIP;cause=603;text="Decline")
              3000 phone 1 answered 487 Request Terminated
              3000 the caller gets 603 Decline of phone 2
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Woken_phone_is_busy()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(3);
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 486);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 486*
            The phone was busy or declined after 3 s (486 Busy Here): APNs accepted the push after 0 ms, REGISTER after 3 s.
            ? Often: the user pressed decline, or is in another call.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 push to phone 1 accepted (200 OK)
              3000 phone 1 registered from TCP 192.0.2.12:40002
              3000 sent to phone 1 on TCP 192.0.2.12:40002
              3000 phone 1 answered 486 Busy Here
              3000 the caller gets 486 Busy Here of phone 1
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Refusal_waits_for_a_phone_that_sleeps()
    {
        using var scene = new WakeScene();
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Call();
        scene.Advance(0.5);
        scene.Bob.Answers(Invite(scene.Bob), 488, "Warning: 304 example.org \"media\"");
        scene.Advance(30);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 488*
            Phone 2 refused the call after 500 ms (488 Not Acceptable Here);
            phone 1 was pushed and had not registered yet.
            ? Often: the two have no codec or no encryption of media in common.
            phone 1 = TCP 192.0.2.13:40001, APNs T.org.example.voip
            phone 2 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.13:40001; can be pushed
                 0 VoIP push to phone 1: APNs T.org.example.voip
                 0 phone 2: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 2 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 2 on TCP 192.0.2.12:40001
                 0 push to phone 1 accepted (200 OK)
               500 phone 2 answered 488 Not Acceptable Here
               500 the answer so far waits for phones that sleep, 30 s at most
             30500 phone 1 is given up: Nobody Woke Up
             30500 phone 1 gets INVITE and CANCEL when it registers: its app must show a call
             30500 the caller gets 488 Not Acceptable Here of phone 2
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_that_is_no_server_says_503()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Advance(0.2);
        scene.Bob.Answers(Invite(scene.Bob), 503);

        Assert.Equal(
            """
            INVITE sip:alice@example.org > sip:bob@example.org: 500*
            The phone answered 503 Service Unavailable;
            the caller got 500.
            phone 1 = TCP 192.0.2.12:40001, APNs T.org.example.voip
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a VoIP push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
               200 phone 1 answered 503 Service Unavailable
               200 the caller gets 500 Phone Unavailable
            """,
            Told.Of(scene.Network));
    }

    [Theory]
    [InlineData(302, "The phone redirected the call after 0 ms (302).", null)]
    [InlineData(404, "The phone refused the call after 0 ms (404 Not Found).", "Often: the app has forgotten this account")]
    [InlineData(480, "The phone refused the call after 0 ms (480 Temporarily Unavailable).", "Often: do not disturb")]
    [InlineData(484, "The phone refused the call after 0 ms (484 Address Incomplete).", null)]
    [InlineData(500, "The phone failed at the call after 0 ms (500 Server Internal Error).", "Often: a fault of the app")]
    [InlineData(600, "The phone was busy or declined after 0 ms (600 Busy Everywhere).", "Often: the user pressed decline")]
    [InlineData(606, "The phone refused the call after 0 ms (606 Not Acceptable).", "Often: the two have no codec")]
    public void What_a_status_means(int status, string verdict, string? hint)
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Bob.Answers(Invite(scene.Bob), status);
        var told = Told.Newest(scene.Network);

        Assert.Equal(verdict, told.Verdict);
        Assert.StartsWith(hint ?? "", told.Hint ?? "");
        Assert.Equal(hint == null, told.Hint == null);
    }
}
