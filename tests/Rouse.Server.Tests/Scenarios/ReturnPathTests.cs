using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Where responses go whose connection is gone (RFC 3261 §18.2.2).</summary>
public sealed class ReturnPathTests
{
    [Fact]
    public void A_response_finds_the_server_whose_connection_is_gone()
    {
        using var network = new TestNetwork();
        var bob = network.Phone("bob");
        bob.Registers();
        var client = network.Peer("198.51.100.1", 40_001, SipTransport.Tcp);
        var listening = network.Peer("198.51.100.1", 5060, SipTransport.Tcp);
        client.SendsRaw("MESSAGE", "sip:bob@example.org", via: "SIP/2.0/TCP proxy.example.com;branch=z9hG4bK-1");
        var request = bob.Receives("MESSAGE *");
        client.FallsAsleep();
        bob.Answers(request, 200);

        listening.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void While_the_connection_is_open_it_is_taken()
    {
        using var network = new TestNetwork();
        var bob = network.Phone("bob");
        bob.Registers();
        var client = network.Peer("198.51.100.1", 40_001, SipTransport.Tcp);
        var listening = network.Peer("198.51.100.1", 5060, SipTransport.Tcp);
        client.SendsRaw("MESSAGE", "sip:bob@example.org", via: "SIP/2.0/TCP proxy.example.com;branch=z9hG4bK-1");
        bob.Answers(bob.Receives("MESSAGE *"), 200);

        client.Receives("SIP/2.0 200 *");
        listening.ReceivesNothing();
    }
}
