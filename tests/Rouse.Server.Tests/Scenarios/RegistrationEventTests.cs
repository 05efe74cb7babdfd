using System.Net;
using System.Text;
using System.Xml.Linq;
using Rouse.Protocol.Sip;
using Rouse.Server.RegistrationEvents;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>RFC 3680: subscriptions to the contacts of an address of record.</summary>
public sealed class RegistrationEventTests : IDisposable
{
    static readonly XNamespace Reginfo = "urn:ietf:params:xml:ns:reginfo";
    static readonly XNamespace Gruuinfo = "urn:ietf:params:xml:ns:gruuinfo";

    readonly TestNetwork _network;
    readonly Phone _bob;
    readonly Phone _peer;

    public RegistrationEventTests()
    {
        _network = new TestNetwork(static options => options with { Trust = new() { Networks = [IPNetwork.Parse("192.0.2.12/32")] } });
        _bob = _network.Phone("bob");
        _peer = _network.Phone("peer");
        _bob.Registers();
    }

    public void Dispose() => _network.Dispose();

    OutgoingCall Subscribes(Phone phone, out SipMessage ok, string headers = "Expires: 600", string user = "bob")
    {
        var subscription = phone.Requests("SUBSCRIBE", $"sip:{user}@example.org", $"Event: reg\n{headers}");
        ok = phone.Receives("SIP/2.0 200 *");
        return subscription;
    }

    static XElement Notified(Phone phone, string state = "active;expires=600", int answer = 200)
    {
        var notify = phone.ReceivesRequest("NOTIFY sip:*");
        Assert.Equal(state, notify.Value(HeaderName.SubscriptionState));
        Assert.Equal("reg", notify.Value(HeaderName.Event));
        Assert.Equal("application/reginfo+xml", notify.Value(HeaderName.ContentType));
        phone.Answers(notify, answer);
        return XDocument.Parse(Encoding.UTF8.GetString(notify.Body.Span)).Root!;
    }

    void Ends(Phone phone, OutgoingCall subscription, SipMessage ok)
    {
        _network.Advance(5);
        phone.ForgetsUnread();
        subscription.SendsInDialog("SUBSCRIBE", ok, headers: "Event: reg\nExpires: 0");
        phone.Receives("SIP/2.0 200 *");
        Notified(phone, "terminated;reason=timeout");
        phone.ReceivesNothing();
    }

    static string Text(XElement reginfo)
    {
        var registration = reginfo.Element(Reginfo + "registration")!;
        var contacts = registration.Elements(Reginfo + "contact")
            .Select(c => $" {c.Attribute("state")!.Value}/{c.Attribute("event")!.Value} {c.Element(Reginfo + "uri")!.Value}");
        return $"{reginfo.Attribute("version")!.Value} {reginfo.Attribute("state")!.Value} {registration.Attribute("aor")!.Value} "
            + registration.Attribute("state")!.Value + string.Concat(contacts);
    }

    [Fact]
    public void User_is_told_of_all_contacts_and_then_of_changes()
    {
        var subscription = Subscribes(_bob, out var ok);
        Assert.Equal("600", ok.Value(HeaderName.Expires));
        Assert.Equal("<sip:192.0.2.1:5060;transport=tcp;gr>", ok.Value(HeaderName.Contact));
        var uri = _bob.ContactUri;
        Assert.Equal($"0 full sip:bob@example.org active active/registered {uri}", Text(Notified(_bob)));
        _network.Advance(5);
        var desk = _network.Phone("bob");
        desk.Registers();
        Assert.Equal(
            $"1 partial sip:bob@example.org active active/registered {desk.ContactUri}", Text(Notified(_bob, "active;expires=595")));
        _network.Advance(5);
        desk.Registers(expires: 0);
        Assert.Equal(
            $"2 partial sip:bob@example.org active terminated/unregistered {desk.ContactUri}",
            Text(Notified(_bob, "active;expires=590")));

        Ends(_bob, subscription, ok);
    }

    [Fact]
    public void Changes_are_told_five_seconds_apart_and_together()
    {
        var subscription = Subscribes(_bob, out var ok);
        Notified(_bob);
        var (desk, mobile) = (_network.Phone("bob"), _network.Phone("bob"));
        desk.Registers();
        mobile.Registers();
        _network.Advance(Subscription.Pause - WakeScene.Tick);
        _bob.ReceivesNothing();
        _network.Advance(WakeScene.Tick);

        Assert.Equal(2, Notified(_bob, "active;expires=595").Descendants(Reginfo + "contact").Count());
        Ends(_bob, subscription, ok);
    }

    [Fact]
    public void Contact_that_ends_by_its_time_is_told_as_expired()
    {
        var desk = _network.Phone("bob");
        desk.Registers(expires: 60);
        var subscription = Subscribes(_bob, out var ok);
        Notified(_bob);
        _network.Advance(70);

        Assert.Contains($"terminated/expired {desk.ContactUri}", Text(Notified(_bob, "active;expires=530")));
        Ends(_bob, subscription, ok);
    }

    [Fact]
    public void Subscription_ends_by_its_time_and_says_so()
    {
        Subscribes(_bob, out _, "Expires: 60");
        Notified(_bob, "active;expires=60");
        _network.Advance(TimeSpan.FromSeconds(60) - WakeScene.Tick);
        _bob.ReceivesNothing();
        _network.Advance(WakeScene.Tick);

        Assert.StartsWith("1 full ", Text(Notified(_bob, "terminated;reason=timeout")));
        _network.Phone("bob").Registers();
        _network.Advance(60);
        _bob.ReceivesNothing();
    }

    [Fact]
    public void Refresh_prolongs_it_and_tells_all()
    {
        var subscription = Subscribes(_bob, out var ok, "Expires: 60");
        Notified(_bob, "active;expires=60");
        _network.Advance(59);
        subscription.SendsInDialog("SUBSCRIBE", ok, headers: "Event: reg\nExpires: 120");
        Assert.Equal("120", _bob.Receives("SIP/2.0 200 *").Value(HeaderName.Expires));
        Assert.StartsWith("1 full ", Text(Notified(_bob, "active;expires=120")));
        _network.Advance(100);
        _bob.ReceivesNothing();

        Ends(_bob, subscription, ok);
    }

    /// <summary>RFC 3261 §12.2.2, RFC 6665 §4.2.1.</summary>
    [Fact]
    public void Request_that_comes_out_of_order_is_500_and_changes_nothing()
    {
        var subscription = Subscribes(_bob, out var ok);
        Notified(_bob);
        _network.Advance(5);
        subscription.SendsInDialog("SUBSCRIBE", ok, cseq: 5, headers: "Event: reg\nExpires: 120");
        _bob.Receives("SIP/2.0 200 *");
        Notified(_bob, "active;expires=120");
        subscription.SendsInDialog("SUBSCRIBE", ok, cseq: 4, headers: "Event: reg\nExpires: 0");
        _bob.Receives("SIP/2.0 500 CSeq Out Of Order");
        _network.Advance(100);
        _bob.ReceivesNothing();

        subscription.SendsInDialog("SUBSCRIBE", ok, cseq: 6, headers: "Event: reg\nExpires: 0");
        _bob.Receives("SIP/2.0 200 *");
        Notified(_bob, "terminated;reason=timeout");
    }

    [Fact]
    public void Registration_that_goes_on_for_messages_alone_is_told_as_expired()
    {
        var desk = _network.Phone("bob");
        desk.ContactParameters = ";message-expires=3600";
        desk.Registers(expires: 60);
        var subscription = Subscribes(_bob, out var ok);
        Notified(_bob);
        _network.Advance(70);
        Assert.Contains($"terminated/expired {desk.ContactUri}", Text(Notified(_bob, "active;expires=530")));
        _network.Advance(100);
        _bob.ReceivesNothing();

        Ends(_bob, subscription, ok);
    }

    [Fact]
    public void One_look_is_a_subscription_of_no_time()
    {
        Subscribes(_bob, out var ok, "Expires: 0");

        Assert.Equal("0", ok.Value(HeaderName.Expires));
        Assert.StartsWith("0 full ", Text(Notified(_bob, "terminated;reason=timeout")));
    }

    [Fact]
    public void Who_asks_for_no_time_gets_that_of_the_RFC()
    {
        var subscription = Subscribes(_bob, out var ok, "Accept: application/reginfo+xml");
        Assert.Equal("3761", ok.Value(HeaderName.Expires));
        Notified(_bob, "active;expires=3761");

        Ends(_bob, subscription, ok);
    }

    [Theory]
    [InlineData("Expires: 59", 423)]
    [InlineData("Accept: application/pidf+xml", 406)]
    public void Request_is_judged(string header, int status)
    {
        _bob.Requests("SUBSCRIBE", "sip:bob@example.org", $"Event: reg\n{header}");

        var answer = _bob.Receives($"SIP/2.0 {status} *");
        Assert.Equal(status == 423 ? "60" : "", answer.Value(HeaderName.MinExpires));
        _bob.ReceivesNothing();
    }

    [Fact]
    public void Another_user_is_refused_and_a_trusted_peer_is_not()
    {
        var alice = _network.Phone("alice");
        alice.Requests("SUBSCRIBE", "sip:bob@example.org", "Event: reg");
        alice.Receives("SIP/2.0 403 *");

        var subscription = Subscribes(_peer, out var ok);
        Assert.StartsWith("0 full sip:bob@example.org active", Text(Notified(_peer)));
        Ends(_peer, subscription, ok);
    }

    [Fact]
    public void User_proves_who_he_is()
    {
        using var scene = new AuthScene();
        var subscription = scene.Bob.Requests("SUBSCRIBE", "sip:bob@example.org", "Event: reg\nExpires: 0");
        subscription.Authenticates(scene.Bob.Receives("SIP/2.0 407 *"));
        scene.Bob.Receives("SIP/2.0 200 *");
        Notified(scene.Bob, "terminated;reason=timeout");
        var other = scene.Alice.Requests("SUBSCRIBE", "sip:bob@example.org", "Event: reg\nExpires: 0");
        other.Authenticates(scene.Alice.Receives("SIP/2.0 407 *"));

        scene.Alice.Receives("SIP/2.0 403 *");
    }

    [Fact]
    public void Nobody_registered_is_told_as_such()
    {
        Subscribes(_peer, out _, "Expires: 0", "carol");

        Assert.Equal("0 full sip:carol@example.org init", Text(Notified(_peer, "terminated;reason=timeout")));
    }

    [Fact]
    public void Subscriber_that_does_not_know_the_dialog_loses_it()
    {
        Subscribes(_bob, out _);
        Notified(_bob, answer: 481);
        _network.Advance(10);
        _network.Phone("bob").Registers();

        _bob.ReceivesNothing();
    }

    [Fact]
    public void Subscriber_that_never_answers_loses_it()
    {
        Subscribes(_bob, out _);
        _bob.Receives("NOTIFY *");
        _network.Advance(32);
        _network.Phone("bob").Registers();

        _bob.ReceivesNothing();
    }

    [Fact]
    public void Subscriber_whose_connection_is_gone_loses_it()
    {
        Subscribes(_peer, out _);
        Notified(_peer);
        _network.Advance(6);
        _peer.FallsAsleep();
        _bob.Registers();

        _peer.ReceivesNothing();
    }

    [Fact]
    public void Subscriber_that_moved_is_told_at_its_new_place_by_its_GRUU()
    {
        _bob.Gruu = $"sip:bob@example.org;gr={_bob.Instance}";
        var subscription = Subscribes(_bob, out var ok);
        Notified(_bob);
        _network.Advance(6);
        _bob.ChangesNetwork();
        _bob.Registers();
        var notify = _bob.ReceivesRequest($"NOTIFY {_bob.ContactUri} SIP/2.0");
        Assert.Equal(_bob.Flow.Remote, _bob.ReceivedAt);
        _bob.Answers(notify, 200);

        Ends(_bob, subscription, ok);
    }

    [Fact]
    public void Push_tokens_are_not_told_and_the_device_is()
    {
        _bob.Registers(WakeScene.Voip("tok-bob"));
        Subscribes(_bob, out _, "Expires: 0");
        var reginfo = Notified(_bob, "terminated;reason=timeout");

        Assert.DoesNotContain("pn-", reginfo.ToString());
        Assert.Equal($"\"<{_bob.Instance}>\"", reginfo.Descendants(Reginfo + "unknown-param").Single().Value);
        Assert.Equal(
            $"sip:bob@example.org;gr={_bob.Instance}", reginfo.Descendants(Gruuinfo + "pub-gruu").Single().Attribute("uri")!.Value);
    }

    [Fact]
    public void Repeated_SUBSCRIBE_is_answered_alike_and_told_nothing_anew()
    {
        var phone = _network.Phone("bob", SipTransport.Udp);
        var subscription = phone.Requests("SUBSCRIBE", "sip:bob@example.org", "Event: reg\nExpires: 600");
        var first = phone.Receives("SIP/2.0 200 *");
        Notified(phone);
        subscription.SendAgain();
        var second = phone.Receives("SIP/2.0 200 *");

        Assert.Equal(first.Value(HeaderName.To), second.Value(HeaderName.To));
        phone.ReceivesNothing();
        Ends(phone, subscription, second);
    }

    [Fact]
    public void Unknown_dialog_is_481()
    {
        _bob.SendsRaw(
            "SUBSCRIBE", "sip:192.0.2.1:5060", to: "<sip:bob@example.org>;tag=gone", headers: $"Event: reg\nContact: <{_bob.ContactUri}>");

        _bob.Receives("SIP/2.0 481 *");
    }

    [Fact]
    public void Subscriptions_of_one_user_are_bounded()
    {
        for (var i = 0; i < Subscriptions.MostOfOne; i++)
        {
            Subscribes(_bob, out _, "Expires: 60");
            Notified(_bob, "active;expires=60");
        }
        _bob.Requests("SUBSCRIBE", "sip:bob@example.org", "Event: reg");
        Assert.Equal("60", _bob.Receives("SIP/2.0 503 *").Value(HeaderName.RetryAfter));
        _network.Advance(60);
        for (var i = 0; i < Subscriptions.MostOfOne; i++)
            Notified(_bob, "terminated;reason=timeout");

        Subscribes(_bob, out _, "Expires: 0");
        Notified(_bob, "terminated;reason=timeout");
    }

    [Fact]
    public void Other_event_packages_are_for_the_phones()
    {
        _peer.Requests("SUBSCRIBE", "sip:bob@example.org", "Event: registration");
        _bob.Answers(_bob.Receives("SUBSCRIBE sip:bob@*"), 489);

        _peer.Receives("SIP/2.0 489 *");
    }
}
