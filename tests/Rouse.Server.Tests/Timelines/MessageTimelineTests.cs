using Rouse.Server.Tests.Scenarios;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>Timelines of messages.</summary>
public sealed class MessageTimelineTests
{
    [Fact]
    public void Awake_phone_takes_it()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        scene.Advance(0.05);
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);

        Assert.Equal(
            """
            MESSAGE sip:alice@example.org > sip:bob@example.org: 200
            Delivered to the phone after 50 ms.
            phone 1 = TCP 192.0.2.12:40001, FCM project
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a high-priority data push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
                50 phone 1 answered 200 OK
                50 the caller gets 200 OK of phone 1
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Woken_phone_takes_it()
    {
        using var scene = MessageScene();
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Advance(4);
        scene.Bob.Registers();
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);

        Assert.Equal(
            """
            MESSAGE sip:alice@example.org > sip:bob@example.org: 200
            Delivered to the phone after 4 s: FCM accepted the push after 0 ms, REGISTER after 4 s.
            phone 1 = TCP 192.0.2.12:40001, FCM project
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 high-priority data push to phone 1: FCM project
                 0 push to phone 1 accepted (200 OK)
              4000 phone 1 registered from TCP 192.0.2.12:40002
              4000 sent to phone 1 on TCP 192.0.2.12:40002
              4000 phone 1 answered 200 OK
              4000 the caller gets 200 OK of phone 1
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Nobody_takes_it()
    {
        using var scene = MessageScene();
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Advance(25);

        Assert.Equal(
            """
            MESSAGE sip:alice@example.org > sip:bob@example.org: 480
            Not delivered: FCM accepted the push after 0 ms;
            no REGISTER in 25 s.
            ? Often: app removed or stopped by force, no network, saving of battery.
            phone 1 = TCP 192.0.2.12:40001, FCM project
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 high-priority data push to phone 1: FCM project
                 0 push to phone 1 accepted (200 OK)
             25000 phone 1 is given up: Phone Did Not Wake Up
             25000 the caller gets 480 Phone Did Not Wake Up
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_gave_only_a_token_for_calls()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("pn-provider=apns;pn-param=ABCDE12345.org.example.voip;pn-prid=tok-bob:voip");
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");

        Assert.Equal(
            """
            MESSAGE sip:alice@example.org > sip:bob@example.org: 480
            Not delivered: the phone was not connected;
            no push: it gave only a VoIP token, which must announce a call.
            ? For messages its app must register with a token for notifications, too (:remote).
            phone 1 = TCP 192.0.2.12:40001
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: asleep, it was on TCP 192.0.2.12:40001; can be pushed
                 0 no push to phone 1: it gave only a VoIP token, which must announce a call
                 0 phone 1 is given up: Phone Is Asleep
                 0 the caller gets 480 Phone Is Asleep
            """,
            Told.Of(scene.Network));
    }

    [Fact]
    public void Phone_refuses_it()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 415);

        Assert.Equal(
            """
            MESSAGE sip:alice@example.org > sip:bob@example.org: 415
            The phone refused the message after 0 ms (415 Unsupported Media Type).
            ? Its app cannot show what was sent.
            phone 1 = TCP 192.0.2.12:40001, FCM project
                 0 received from TCP 192.0.2.11:40001
                 0 phone 1: awake on TCP 192.0.2.12:40001; can be pushed
                 0 phone 1 gets a high-priority data push in 1 s unless it answers
                 0 sent to phone 1 on TCP 192.0.2.12:40001
                 0 phone 1 answered 415 Unsupported Media Type
                 0 the caller gets 415 Unsupported Media Type of phone 1
            """,
            Told.Of(scene.Network));
    }
}
