using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("sip:example.org")]
    [InlineData("sip:192.0.2.1")]
    [InlineData("sip:192.0.2.1:5060;transport=udp")]
    [InlineData("sip:[2001:db8::1]")]
    public void Server_answers_for_itself(string uri)
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", SipTransport.Udp);
        alice.Requests("OPTIONS", uri);
        var answer = alice.Receives("SIP/2.0 200 *");

        Assert.Contains("MESSAGE", answer.Value(HeaderName.Allow));
        Assert.False(answer.ToTag.IsEmpty);
        alice.ReceivesNothing();
    }

    [Fact]
    public void Server_answers_for_itself_at_the_last_hop()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        alice.SendsRaw("OPTIONS", "sip:example.org", headers: "Max-Forwards: 0");

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Repeated_OPTIONS_gets_the_same_answer()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", SipTransport.Udp);
        var options = alice.Requests("OPTIONS", "sip:example.org");
        var first = alice.Receives("SIP/2.0 200 *");
        options.SendAgain();

        Assert.Equal(first.Wire(), alice.Receives("SIP/2.0 200 *").Wire());
    }

    [Fact]
    public void Phone_answers_for_itself()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob");
        bob.Registers();
        alice.Requests("OPTIONS", "sip:bob@example.org");
        bob.Answers(bob.Receives("OPTIONS sip:bob@*"), 200, "Allow: INVITE, X-BOB");

        Assert.Equal("INVITE, X-BOB", alice.Receives("SIP/2.0 200 *").Value(HeaderName.Allow));
    }
}
