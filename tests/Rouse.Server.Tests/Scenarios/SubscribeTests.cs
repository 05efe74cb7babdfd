using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>SUBSCRIBE and NOTIFY between phones (RFC 6665 §4.3): both ways in the dialog, wherever the two are.</summary>
public sealed class SubscribeTests
{
    const string Presence = "Event: presence\nExpires: 600";
    const string Active = "Event: presence\nSubscription-State: active;expires=600\nContact: <sip:bob@10.0.0.2>";

    static (OutgoingCall Subscription, SipRequest Subscribe, SipMessage Ok) Subscribes(CallScene scene)
    {
        var subscription = scene.Alice.Requests("SUBSCRIBE", "sip:bob@example.org", Presence);
        var subscribe = scene.Bob.ReceivesRequest("SUBSCRIBE sip:bob@*");
        scene.Bob.Answers(subscribe, 200, "Expires: 600");
        return (subscription, subscribe, scene.Alice.Receives("SIP/2.0 200 *"));
    }

    [Theory]
    [InlineData(SipTransport.Tcp, SipTransport.Udp)]
    [InlineData(SipTransport.Udp, SipTransport.Udp)]
    [InlineData(SipTransport.Udp, SipTransport.Tls)]
    public void Notifications_and_refreshes_go_both_ways(SipTransport subscriber, SipTransport notifier)
    {
        using var scene = new CallScene(subscriber, notifier);
        var (subscription, subscribe, ok) = Subscribes(scene);
        scene.Bob.SendsInDialog("NOTIFY", subscribe, headers: Active);
        scene.Alice.Answers(scene.Alice.Receives("NOTIFY sip:alice@*"), 200);
        scene.Bob.Receives("SIP/2.0 200 *");
        subscription.SendsInDialog("SUBSCRIBE", ok, headers: Presence);
        scene.Bob.Answers(scene.Bob.Receives("SUBSCRIBE sip:bob@*"), 200, "Expires: 600");
        scene.Alice.Receives("SIP/2.0 200 *");
        subscription.SendsInDialog("SUBSCRIBE", ok, headers: "Event: presence\nExpires: 0");
        scene.Bob.Answers(scene.Bob.Receives("SUBSCRIBE sip:bob@*"), 200, "Expires: 0");

        scene.Alice.Receives("SIP/2.0 200 *");
        scene.NothingElseHappens();
    }

    // RFC 6665 §4.3: the subscriber may see its dialog begin with the NOTIFY, and take the route set from there.
    [Theory]
    [InlineData(SipTransport.Tcp, SipTransport.Tcp)]
    [InlineData(SipTransport.Udp, SipTransport.Tcp)]
    public void Notify_that_overtakes_the_answer_carries_the_route(SipTransport subscriber, SipTransport notifier)
    {
        using var scene = new CallScene(subscriber, notifier);
        var subscription = scene.Alice.Requests("SUBSCRIBE", "sip:bob@example.org", Presence);
        var subscribe = scene.Bob.ReceivesRequest("SUBSCRIBE *");
        scene.Bob.SendsInDialog("NOTIFY", subscribe, headers: Active);
        var notify = scene.Alice.ReceivesRequest("NOTIFY *");
        scene.Alice.Answers(notify, 200);
        scene.Bob.Receives("SIP/2.0 200 *");

        // As the subscriber sees it, the route set is that of the NOTIFY from the top.
        var routes = notify.Values(HeaderName.RecordRoute);
        Assert.Equal(subscribe.Values(HeaderName.RecordRoute).Reverse(), routes);
        scene.Bob.Answers(subscribe, 200, "Expires: 600");
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        subscription.SendsInDialog("SUBSCRIBE", ok, headers: Presence);
        scene.Bob.Answers(scene.Bob.Receives("SUBSCRIBE sip:bob@*"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Subscriber_that_came_back_elsewhere_is_notified_there()
    {
        using var scene = new CallScene();
        var (_, subscribe, _) = Subscribes(scene);
        scene.Alice.FallsAsleep();
        scene.Alice.Registers();
        scene.Bob.SendsInDialog("NOTIFY", subscribe, headers: Active);
        scene.Alice.Answers(scene.Alice.Receives("NOTIFY *"), 200);

        scene.Bob.Receives("SIP/2.0 200 *");
        Assert.Equal(scene.Alice.Flow.Remote, scene.Alice.ReceivedAt);
    }

    [Fact]
    public void Subscriber_that_is_gone_costs_430()
    {
        using var scene = new CallScene();
        var (_, subscribe, _) = Subscribes(scene);
        scene.Alice.FallsAsleep();
        scene.Bob.SendsInDialog("NOTIFY", subscribe, headers: Active);

        scene.Bob.Receives("SIP/2.0 430 *");
    }

    // As voice mail does it (RFC 3842 in its old form).
    [Fact]
    public void Notify_outside_a_dialog_goes_to_the_user()
    {
        using var scene = new CallScene();
        scene.Alice.Requests("NOTIFY", "sip:bob@example.org", "Event: message-summary\nSubscription-State: terminated");
        scene.Bob.Answers(scene.Bob.Receives("NOTIFY sip:bob@*"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Reasons_pass_untouched()
    {
        using var scene = new CallScene();
        scene.Talks();
        const string Reason = "Q.850;cause=16;text=\"Normal call clearing\", SIP;cause=600";
        scene.Call.SendsInDialog("BYE", scene.Ok, headers: $"Reason: {Reason}");
        var bye = scene.Bob.ReceivesRequest("BYE *");
        Assert.Equal(Reason, string.Join(", ", bye.Values(HeaderName.Reason)));
        scene.Bob.Answers(bye, 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }
}
