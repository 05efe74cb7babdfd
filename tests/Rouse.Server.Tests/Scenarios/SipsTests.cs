using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary><c>sips</c> as RFC 5630 says: TLS on every hop, or not at all; and never more than the caller asked for.</summary>
public sealed class SipsTests
{
    const string Voip = "pn-provider=apns;pn-param=T.org.example.voip;pn-prid=tok-bob";

    [Fact]
    public void Sips_call_reaches_a_phone_with_a_sips_contact_and_stays_sips()
    {
        using var network = new TestNetwork();
        var alice = Registered(network, "alice", isSips: true);
        var bob = Registered(network, "bob", isSips: true);
        var call = alice.Requests("INVITE", "sips:bob@example.org");
        alice.Receives("SIP/2.0 100 *");
        var invite = bob.ReceivesRequest($"INVITE {bob.ContactUri} SIP/2.0");
        Assert.StartsWith("SIP/2.0/TLS 192.0.2.1:5061;branch=", invite.Value(HeaderName.Via));
        Assert.Matches("^<sips:[^@]+@192.0.2.1:5061;lr>$", Assert.Single(invite.Values(HeaderName.RecordRoute)));

        bob.Answers(invite, 200);
        var answer = alice.Receives("SIP/2.0 200 *");
        call.SendsInDialog("ACK", answer, cseq: 1);
        bob.Receives($"ACK {bob.ContactUri} SIP/2.0");
        bob.SendsInDialog("BYE", invite);
        alice.Answers(alice.Receives($"BYE {alice.ContactUri} SIP/2.0"), 200);
        bob.Receives("SIP/2.0 200 *");
    }

    [Theory, InlineData(SipTransport.Udp), InlineData(SipTransport.Tcp), InlineData(SipTransport.Tls)]
    public void Sips_call_to_a_phone_without_a_sips_contact_is_refused_whatever_it_connects_with(SipTransport transport)
    {
        using var network = new TestNetwork();
        var alice = Registered(network, "alice", isSips: true);
        var bob = network.Phone("bob", transport);
        bob.Registers();
        var call = alice.Requests("INVITE", "sips:bob@example.org");
        var refused = alice.Receives("SIP/2.0 480 SIPS Not Allowed");
        call.Acks(refused);
        Assert.Equal("380 192.0.2.1:5061 \"SIPS Not Allowed\"", refused.Value(HeaderName.Warning));
        bob.ReceivesNothing();
    }

    [Fact]
    public void Sips_call_reaches_only_those_devices_that_want_it()
    {
        using var network = new TestNetwork();
        var alice = Registered(network, "alice", isSips: true);
        var bob = Registered(network, "bob", isSips: true);
        var other = Registered(network, "bob");
        alice.Requests("MESSAGE", "sips:bob@example.org");
        bob.Answers(bob.Receives("MESSAGE sips:bob@*"), 200);
        alice.Receives("SIP/2.0 200 *");
        other.ReceivesNothing();
    }

    [Theory, InlineData(SipTransport.Udp), InlineData(SipTransport.Tcp)]
    public void Sips_request_in_the_open_is_refused(SipTransport transport)
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", transport);
        var bob = Registered(network, "bob", isSips: true);
        var call = alice.Requests("INVITE", "sips:bob@example.org");
        call.Acks(alice.Receives("SIP/2.0 400 SIPS Without TLS"));
        alice.IsSips = true;
        alice.SendsRegister();
        alice.Receives("SIP/2.0 400 SIPS Without TLS");
        bob.ReceivesNothing();
    }

    [Theory, InlineData(SipTransport.Tls, "SIP/2.0/TLS"), InlineData(SipTransport.Udp, "SIP/2.0/UDP")]
    public void Sip_call_to_a_sips_contact_goes_over_its_connection_as_a_sip_call(SipTransport transport, string via)
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", transport);
        alice.Registers();
        var bob = Registered(network, "bob", isSips: true);
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        var invite = bob.ReceivesRequest($"INVITE sip:bob@{bob.HostPort} SIP/2.0");
        Assert.DoesNotContain(invite.Values(HeaderName.RecordRoute), route => route.Contains("sips:", StringComparison.Ordinal));
        Assert.StartsWith(via, invite.Values(HeaderName.Via)[^1]);

        // RFC 5630 §5.1.2: its Contact is sip, too.
        bob.IsSips = false;
        bob.Answers(invite, 200);
        call.SendsInDialog("ACK", alice.Receives("SIP/2.0 200 *"), cseq: 1);
        bob.Receives("ACK sip:bob@*");
        bob.SendsInDialog("BYE", invite);
        alice.Answers(alice.Receives("BYE sip:alice@*"), 200);
        bob.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Sleeping_phone_wakes_over_tls_and_gets_the_sips_call()
    {
        using var network = new TestNetwork();
        var alice = Registered(network, "alice", isSips: true);
        var bob = Registered(network, "bob", isSips: true, Voip);
        bob.FallsAsleep();
        alice.Requests("INVITE", "sips:bob@example.org");
        alice.Receives("SIP/2.0 100 *");
        network.Push.Expects("apns", "tok-bob");
        bob.Registers();
        bob.Answers(bob.Receives("INVITE sips:bob@*"), 486);
        bob.Receives("ACK sips:bob@*");
        alice.Receives("SIP/2.0 486 *");
    }

    [Theory, InlineData(SipTransport.Tcp), InlineData(SipTransport.Tls)]
    public void Phone_that_wakes_without_sips_does_not_get_the_sips_call(SipTransport transport)
    {
        using var network = new TestNetwork();
        var alice = Registered(network, "alice", isSips: true);
        var bob = Registered(network, "bob", isSips: true, Voip);
        bob.FallsAsleep();
        alice.Requests("INVITE", "sips:bob@example.org");
        alice.Receives("SIP/2.0 100 *");
        var elsewhere = network.Phone("bob", transport);
        elsewhere.Instance = bob.Instance;
        elsewhere.Registers(Voip);
        network.Advance(90);
        elsewhere.ReceivesNothing();
        alice.Receives("SIP/2.0 480 *");
    }

    [Fact]
    public void Caller_that_moves_to_a_connection_in_the_open_does_not_get_the_answer_there()
    {
        using var network = new TestNetwork();
        var alice = Registered(network, "alice", isSips: true);
        var bob = Registered(network, "bob", isSips: true);
        alice.Requests("INVITE", "sips:bob@example.org");
        alice.Receives("SIP/2.0 100 *");
        var invite = bob.Receives("INVITE *");
        var elsewhere = network.Phone("alice");
        elsewhere.Instance = alice.Instance;
        elsewhere.Registers();
        bob.Answers(invite, 486);
        bob.Receives("ACK *");
        alice.Receives("SIP/2.0 486 *");
        elsewhere.ReceivesNothing();
    }

    [Fact]
    public void Dialog_of_a_sips_call_does_not_go_on_where_the_phone_is_without_tls()
    {
        using var network = new TestNetwork();
        var alice = Registered(network, "alice", isSips: true);
        var bob = Registered(network, "bob", isSips: true);
        var call = alice.Requests("INVITE", "sips:bob@example.org");
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.Receives("INVITE *"), 200);
        var answer = alice.Receives("SIP/2.0 200 *");
        call.SendsInDialog("ACK", answer, cseq: 1);
        bob.Receives("ACK *");
        var elsewhere = network.Phone("bob");
        elsewhere.Instance = bob.Instance;
        elsewhere.Registers();
        call.SendsInDialog("BYE", answer);
        alice.Receives("SIP/2.0 480 SIPS Not Allowed");
        elsewhere.ReceivesNothing();
    }

    [Fact]
    public void Sips_contact_needs_sips_throughout()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", SipTransport.Tls);
        foreach (var (uri, lines) in new[]
        {
            ("sip:example.org", "Contact: <sips:alice@192.0.2.99>"),
            ("sips:example.org", "Contact: <sips:alice@192.0.2.99>\nContact: <sip:alice@192.0.2.98>"),
            ("sips:example.org", "Contact: <sips:alice@192.0.2.99>\nSupported: path\nPath: <sip:edge.example.net;lr>"),
        })
        {
            alice.SendsRaw("REGISTER", uri, "<sip:alice@example.org>;tag=1", "<sip:alice@example.org>", headers: lines);
            alice.Receives("SIP/2.0 400 SIPS Contact Needs SIPS In Request-URI, Path And Every Contact");
        }
        alice.SendsRaw(
            "REGISTER", "sips:example.org", "<sips:alice@example.org>;tag=1", "<sips:alice@example.org>",
            headers: "Contact: <sips:alice@192.0.2.99>\nSupported: path\nPath: <sips:edge.example.net;lr>");
        Assert.StartsWith("<sips:alice@192.0.2.99>;expires=", alice.Receives("SIP/2.0 200 *").Value(HeaderName.Contact));
    }

    [Fact]
    public void Later_contact_with_the_other_scheme_replaces_the_earlier_one()
    {
        using var network = new TestNetwork();
        var alice = Registered(network, "alice", isSips: true);
        alice.Instance = "";
        alice.ClaimedHostPort = "192.0.2.99:5061";
        alice.Registers();
        alice.SendsRaw(
            "REGISTER", "sip:example.org", "<sip:alice@example.org>;tag=1", "<sip:alice@example.org>",
            headers: "Contact: <sip:alice@192.0.2.99:5061>");
        var contacts = alice.Receives("SIP/2.0 200 *").Values(HeaderName.Contact);
        Assert.Single(contacts, contact => contact.StartsWith("<sip:alice@192.0.2.99:5061>", StringComparison.Ordinal));
        Assert.DoesNotContain(contacts, contact => contact.StartsWith("<sips:alice@192.0.2.99", StringComparison.Ordinal));
    }

    static Phone Registered(TestNetwork network, string user, bool isSips = false, string push = "")
    {
        var phone = network.Phone(user, SipTransport.Tls);
        phone.IsSips = isSips;
        phone.Registers(push);
        return phone;
    }
}
