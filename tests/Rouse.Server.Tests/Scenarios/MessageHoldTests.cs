using Rouse.Server.Transport;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>How long a MESSAGE is held, and that it is delivered once.</summary>
public sealed class MessageHoldTests
{
    static readonly TimeSpan Held = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData(SipTransport.Tcp)]
    [InlineData(SipTransport.Udp)]
    public void Sender_gets_100_after_3_5_s_and_not_before(SipTransport transport)
    {
        using var scene = MessageScene();
        scene.Bob.FallsAsleep();
        var carol = scene.Network.Phone("carol", transport);
        carol.SendsMessage("bob");
        scene.Advance(TimeSpan.FromSeconds(3.5) - Tick);
        carol.ReceivesNothing();
        scene.Advance(Tick);
        carol.Receives("SIP/2.0 100 *");
        scene.Advance(10);
        carol.ReceivesNothing();
    }

    [Fact]
    public void Sender_that_repeats_its_message_gets_the_100_again_and_pushes_nothing_more()
    {
        using var scene = MessageScene();
        scene.Bob.FallsAsleep();
        var message = scene.Alice.SendsMessage("bob");
        message.SendAgain();
        scene.Alice.ReceivesNothing();
        scene.Advance(4);
        scene.Alice.Receives("SIP/2.0 100 *");
        message.SendAgain();
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Push.Expects("fcm", "tok-bob");
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Message_that_is_answered_in_time_has_no_100()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE sip:bob@*"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Advance(10);
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Message_reaches_a_phone_that_wakes_one_tick_before_its_time_is_over()
    {
        using var scene = MessageScene();
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob", "wake up");
        scene.Push.Expects("fcm", "tok-bob");
        scene.Advance(Held - Tick);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Alice.ReceivesNothing();
        scene.Bob.Registers();
        var message = scene.Bob.Receives("MESSAGE sip:bob@*");
        Assert.Equal("wake up", message.Body());
        scene.Bob.Answers(message, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Message_is_answered_480_when_nobody_wakes_in_25_s()
    {
        using var scene = MessageScene();
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Advance(Held);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Wake Up");
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Frozen_phone_has_25_s_too()
    {
        using var scene = MessageScene();
        scene.BobBecomesDormant();
        scene.Alice.SendsMessage("bob");
        var message = scene.Bob.Receives("MESSAGE *");
        scene.Push.Expects("fcm", "tok-bob");
        scene.Advance(Held - Tick);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Alice.ReceivesNothing();
        scene.Bob.Answers(message, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Message_to_a_frozen_phone_is_answered_480_after_25_s_and_not_repeated_any_more()
    {
        using var scene = MessageScene(SipTransport.Udp);
        scene.BobBecomesDormant();
        scene.Alice.SendsMessage("bob");
        for (var i = 0; i < 25; i++)
            scene.Advance(1);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Answer");
        Assert.True(scene.Bob.Unread > 1);
        scene.Bob.ForgetsUnread();
        scene.Advance(10);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Delivered_message_is_not_delivered_again()
    {
        using var scene = MessageScene();
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Bob.Registers();
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.Registers();
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Device("bob", Fcm("tok-2")).ReceivesNothing();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Delivered_message_that_its_sender_repeats_is_answered_again_and_not_delivered()
    {
        using var scene = MessageScene();
        var carol = scene.Network.Phone("carol", SipTransport.Udp);
        var sent = carol.SendsMessage("bob");
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        carol.Receives("SIP/2.0 200 *");
        sent.SendAgain();
        carol.Receives("SIP/2.0 200 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Message_that_went_out_on_an_old_udp_flow_is_not_repeated_there_once_it_was_delivered()
    {
        using var scene = MessageScene(SipTransport.Udp);
        scene.BobBecomesDormant();
        scene.Alice.SendsMessage("bob");
        scene.Bob.Receives("MESSAGE *");
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        for (var i = 0; i < 40; i++)
            scene.Advance(1);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Message_whose_connection_breaks_is_held()
    {
        using var scene = MessageScene();
        scene.Alice.SendsMessage("bob");
        scene.Bob.Receives("MESSAGE *");
        scene.Bob.FallsAsleep();
        scene.Push.Expects("fcm", "tok-bob");
        scene.Bob.Registers();
        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }
}
