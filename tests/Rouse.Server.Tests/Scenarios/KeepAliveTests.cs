using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>RFC 6223: who offers keep-alives is told how often they are wanted.</summary>
public sealed class KeepAliveTests
{
    [Theory]
    [InlineData(SipTransport.Udp, ";keep", ";keep=29")]
    [InlineData(SipTransport.Tcp, ";KEEP", ";keep=120")]
    [InlineData(SipTransport.Tls, ";keep", ";keep=120")]
    [InlineData(SipTransport.Udp, ";keep=5", ";keep=5")]
    [InlineData(SipTransport.Udp, ";keeper", ";keeper")]
    [InlineData(SipTransport.Udp, "", "")]
    public void Offer_in_a_REGISTER_gets_its_value(SipTransport transport, string offer, string answer)
    {
        using var network = new TestNetwork();
        var bob = network.Phone("bob", transport);
        var via = $"SIP/2.0/{transport.ToString().ToUpperInvariant()} {bob.HostPort};branch=z9hG4bK1";
        bob.SendsRaw("REGISTER", "sip:example.org", to: "<sip:bob@example.org>", via: via + offer);

        Assert.Equal($"{via}{answer};received={bob.Flow.Remote.Address}", bob.Receives("SIP/2.0 200 *").Value(HeaderName.Via));
    }

    [Fact]
    public void Offer_in_an_INVITE_gets_its_value_in_every_response()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", SipTransport.Udp);
        var bob = network.Phone("bob");
        bob.Registers();
        alice.SendsRaw(
            "INVITE", "sip:bob@example.org", via: $"SIP/2.0/UDP {alice.HostPort};branch=z9hG4bK1;keep;rport",
            headers: $"Contact: <{alice.ContactUri}>");
        Assert.Contains(";keep=29", alice.Receives("SIP/2.0 100 *").Value(HeaderName.Via));
        bob.Answers(bob.Receives("INVITE *"), 200);

        Assert.Contains(";keep=29", alice.Receives("SIP/2.0 200 *").Value(HeaderName.Via));
    }

    [Fact]
    public void Offer_of_somebody_further_away_is_not_ours_to_take()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        bob.Registers();
        alice.SendsRaw(
            "MESSAGE", "sip:bob@example.org",
            via: "SIP/2.0/TCP p.example.net;branch=z9hG4bK1, SIP/2.0/UDP far.example.net;branch=z9hG4bK2;keep");
        var request = bob.ReceivesRequest("MESSAGE *");
        Assert.EndsWith(";keep", request.Values(HeaderName.Via)[^1]);
        bob.Answers(request, 200);

        alice.Receives("SIP/2.0 200 *");
    }
}
