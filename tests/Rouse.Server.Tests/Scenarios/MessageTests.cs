using Rouse.Server.Transport;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A MESSAGE is held as a call is, but within the life of its transaction (RFC 4320).</summary>
public sealed class MessageTests
{
    [Fact]
    public void Answer_of_one_device_answers_the_sender()
    {
        using var scene = MessageScene();
        scene.SleepingDevice("bob", Fcm("tok-2"));
        scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Second_device_still_gets_the_message_that_the_first_has_taken()
    {
        using var scene = MessageScene();
        var desk = scene.Device("bob", "", SipTransport.Udp);
        scene.Alice.SendsMessage("bob");
        desk.Receives("MESSAGE *");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Advance(0.5);
        desk.Answers(desk.Receives("MESSAGE *"), 200);
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Decline_of_one_device_answers_the_sender_at_once()
    {
        using var scene = MessageScene();
        scene.SleepingDevice("bob", Fcm("tok-2"));
        scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 603);
        scene.Alice.Receives("SIP/2.0 603 *");
    }

    [Fact]
    public void Refusal_of_one_device_waits_for_a_sleeping_one()
    {
        using var scene = MessageScene();
        var asleep = scene.SleepingDevice("bob", Fcm("tok-2"));
        scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 415);
        scene.Advance(3);
        scene.Alice.ReceivesNothing();
        asleep.Registers();
        asleep.Answers(asleep.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Refusal_of_the_only_device_reaches_the_sender()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 488);
        scene.Alice.Receives("SIP/2.0 488 *");
    }

    [Fact]
    public void Timeout_of_the_phone_is_not_told_to_the_sender()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 408);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Answer");
    }

    [Fact]
    public void Provisional_response_of_the_phone_is_not_told_to_the_sender()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        var message = scene.Bob.Receives("MESSAGE *");
        scene.Bob.Answers(message, 183);
        scene.Alice.ReceivesNothing();
        scene.Bob.Answers(message, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Awake_phone_that_is_silent_for_a_second_is_pushed()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        scene.Advance(TimeSpan.FromSeconds(1) - Tick);
        scene.Push.ExpectsNothing();
        scene.Advance(Tick);
        scene.Push.Expects("fcm", "tok-bob");
    }

    [Fact]
    public void Refused_push_answers_480_at_once()
    {
        using var scene = MessageScene();
        scene.Push.Outcome = FakePush.Refused;
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Alice.Receives("SIP/2.0 480 Phone Cannot Be Woken: Push Refused");
    }
}
