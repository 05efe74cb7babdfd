using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What transports show in the messages of the whole server (RFC 3261 §18, RFC 3581).</summary>
public sealed class TransportTests
{
    [Fact]
    public void Received_of_an_IPv6_phone_has_no_brackets()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", SipTransport.Udp, ipv6: true);
        alice.Requests("OPTIONS", "sip:example.org");

        Assert.EndsWith(
            $";received={alice.Flow.Remote.Address};rport={alice.Flow.Remote.Port}", alice.Receives("SIP/2.0 200 *").Value(HeaderName.Via));
    }

    [Fact]
    public void Via_of_ours_shows_the_address_that_the_phone_speaks_to()
    {
        using var scene = new CallScene(SipTransport.Udp, SipTransport.Tcp, calleeHasIPv6: true);
        scene.Calls();

        Assert.StartsWith("SIP/2.0/TCP [2001:db8::1]:5060;branch=z9hG4bK", scene.Invite.Value(HeaderName.Via));
    }

    [Fact]
    public void Answer_goes_to_the_port_that_the_request_came_from_whatever_its_Via_says()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", SipTransport.Udp);
        var other = network.PhoneAt(alice, "other");
        alice.ChangesNetwork();
        alice.SendsRaw("OPTIONS", "sip:example.org", via: $"SIP/2.0/UDP {other.HostPort};branch=z9hG4bK1");

        alice.Receives("SIP/2.0 200 *");
        other.ReceivesNothing();
    }

    [Fact]
    public void Answer_does_not_go_where_maddr_points()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice", SipTransport.Udp);
        var victim = network.Peer("198.51.100.66");
        alice.SendsRaw(
            "OPTIONS", "sip:example.org", via: $"SIP/2.0/UDP {alice.HostPort};maddr=198.51.100.66;branch=z9hG4bK1");

        alice.Receives("SIP/2.0 200 *");
        victim.ReceivesNothing();
    }

    [Theory]
    [InlineData(SipTransport.Udp, 60_000)]
    [InlineData(SipTransport.Tcp, 400_000)]
    public void Large_body_is_passed_on_whole(SipTransport transport, int length)
    {
        using var scene = new CallScene(transport, transport);
        var text = string.Concat(Enumerable.Range(0, length / 10).Select(i => $"{i:d10}"));
        scene.Alice.SendsMessage("bob", text);
        var message = scene.Bob.Receives("MESSAGE *");

        Assert.Equal(text, message.Body());
        scene.Bob.Answers(message, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Message_in_pieces_is_one_message()
    {
        using var scene = new CallScene();
        foreach (var one in Encoding.ASCII.GetBytes("\r\n\r\n" + Message(scene, "pieces", "hello")))
            scene.Alice.SendsBytes(new[] { one });
        var message = scene.Bob.Receives("MESSAGE *");

        Assert.Equal("hello", message.Body());
        scene.Bob.Answers(message, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Two_messages_in_one_piece_are_two()
    {
        using var scene = new CallScene();
        var (first, second) = (Message(scene, "one", "1"), Message(scene, "two", ""));
        scene.Alice.SendsBytes(Encoding.ASCII.GetBytes(first + second));

        Assert.Equal("one", scene.Bob.Receives("MESSAGE *").Value(HeaderName.CallId));
        Assert.Equal("two", scene.Bob.Receives("MESSAGE *").Value(HeaderName.CallId));
    }

    [Fact]
    public void Request_reaches_a_phone_on_its_connection_and_never_at_its_Contact()
    {
        using var scene = new CallScene();
        var trap = scene.Network.Phone("trap");
        scene.Bob.RegistersContact("sip:carol@example.org", $"sip:carol@{trap.HostPort};transport=tcp");
        scene.Alice.Requests("MESSAGE", "sip:carol@example.org");
        scene.Bob.Answers(scene.Bob.Receives($"MESSAGE sip:carol@{trap.HostPort};transport=tcp SIP/2.0"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");

        trap.ReceivesNothing();
    }

    static string Message(CallScene scene, string callId, string body) =>
        $"MESSAGE sip:bob@example.org SIP/2.0\r\n{scene.Alice.Via()}\r\nFrom: <sip:alice@example.org>;tag=1\r\n"
        + "To: <sip:bob@example.org>\r\n"
        + $"Call-ID: {callId}\r\nCSeq: 1 MESSAGE\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
