using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Requests to a phone go over its own flow, whatever its Contact and Path say.</summary>
public sealed class ProxyFlowTests
{
    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Contact_of_another_address_does_not_lead_away_from_the_flow(SipTransport transport)
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", transport);
        var bob = network.Phone("bob", transport);
        alice.ClaimedHostPort = "10.0.0.4:5062";
        bob.ClaimedHostPort = "10.0.0.5:5060";
        alice.Registers();
        bob.Registers();

        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        var invite = bob.ReceivesRequest("INVITE sip:bob@10.0.0.5:5060*");
        bob.Answers(invite, 200);
        var ok = alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        bob.Receives("ACK sip:bob@10.0.0.5:5060*");
        bob.SendsInDialog("INFO", invite);
        alice.Answers(alice.Receives("INFO sip:alice@10.0.0.4:5062*"), 200);
        bob.Receives("SIP/2.0 200 *");
        call.SendsInDialog("BYE", ok);
        bob.Answers(bob.Receives("BYE sip:bob@10.0.0.5:5060*"), 200);

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Path_of_the_registration_is_the_route_of_the_call()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        bob.Sends($"""
            REGISTER sip:example.org SIP/2.0
            {bob.Via()}
            From: <sip:bob@example.org>;tag=f
            To: <sip:bob@example.org>
            Call-ID: path
            CSeq: 1 REGISTER
            Path: <sip:edge-1.example.net;lr>, <sip:edge-2.example.net;lr>
            Contact: <{bob.ContactUri}>
            Content-Length: 0
            """);
        bob.Receives("SIP/2.0 200 *");

        alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        var invite = bob.ReceivesRequest("INVITE *");
        var routes = new List<string>();
        foreach (var route in invite.Headers.Values(HeaderName.Route))
            routes.Add(System.Text.Encoding.ASCII.GetString(route.Span));
        Assert.Equal(["<sip:edge-1.example.net;lr>", "<sip:edge-2.example.net;lr>"], routes);
        bob.Answers(invite, 486);

        bob.Receives("ACK *");
        alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Phone_that_logs_out_in_a_call_can_still_be_hung_up_on()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob", SipTransport.Udp);
        bob.Registers();
        var call = alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        bob.Answers(bob.Receives("INVITE *"), 200);
        var ok = alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        bob.Receives("ACK *");
        bob.Registers(expires: 0);

        call.SendsInDialog("BYE", ok);
        bob.Answers(bob.Receives("BYE *"), 200);

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Message_that_fits_into_no_datagram_is_513_at_once()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob", SipTransport.Udp);
        bob.Registers();

        alice.SendsMessage("bob", new string('x', 66_000));

        alice.Receives("SIP/2.0 513 *");
        bob.ReceivesNothing();
    }
}
