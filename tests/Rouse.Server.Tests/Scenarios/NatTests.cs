using System.Net;
using Rouse.Protocol.Sip;
using Rouse.Server.Authentication.Trust;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>
/// What stands behind a NAT writes addresses of its own network into Contact, Record-Route and Path: it is reached where it was seen.
/// </summary>
public sealed class NatTests
{
    const string OwnAddress = "192.168.1.9:5060";

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Server_whose_Contact_is_private_is_reached_where_it_answered(SipTransport transport)
    {
        using var scene = new ElsewhereScene();
        var server = scene.Network.Peer("198.51.100.1", transport: transport);
        server.ClaimedHostPort = OwnAddress;
        var (call, _, ok) = scene.Talk(server, UriAt("198.51.100.1", transport));
        call.SendsInDialog("INVITE", ok);
        scene.Alice.Receives("SIP/2.0 100 *");
        server.Answers(server.Receives($"INVITE sip:peer@{OwnAddress}*"), 488);
        server.Receives("ACK *");
        scene.Alice.Receives("SIP/2.0 488 *");
        call.SendsInDialog("BYE", ok);
        server.Answers(server.Receives($"BYE sip:peer@{OwnAddress}*"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Proxy_whose_Record_Route_is_private_is_reached_where_it_answered()
    {
        using var scene = new ElsewhereScene();
        var proxy = scene.Server(1);
        var call = scene.Sends("INVITE", "sip:carol@example.com");
        var invite = proxy.ReceivesRequest("INVITE *");
        var routes = string.Join(", ", invite.Values(HeaderName.RecordRoute).Prepend($"<sip:{OwnAddress};lr>"));
        proxy.AnswersRaw(invite, 200, headers: $"Record-Route: {routes}\nContact: <sip:carol@203.0.113.80>");
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        var ack = proxy.ReceivesRequest("ACK sip:carol@203.0.113.80 SIP/2.0");

        Assert.Equal($"<sip:{OwnAddress};lr>", ack.Value(HeaderName.Route));
        call.SendsInDialog("BYE", ok);
        proxy.Answers(proxy.Receives("BYE sip:carol@203.0.113.80 SIP/2.0"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Trusted_peer_whose_Contact_is_private_is_hung_up_on_where_it_called_from(SipTransport transport)
    {
        using var scene = new ElsewhereScene(Trusts);
        var trunk = scene.Network.Peer("198.51.100.7", 5066, transport);
        trunk.ClaimedHostPort = OwnAddress;
        var invite = Calls(trunk, scene.Bob);
        scene.Bob.SendsInDialog("INFO", invite);
        trunk.Answers(trunk.Receives($"INFO sip:peer@{OwnAddress}*"), 200);
        scene.Bob.Receives("SIP/2.0 200 *");
        scene.Bob.SendsInDialog("BYE", invite);
        trunk.Answers(trunk.Receives($"BYE sip:peer@{OwnAddress}*"), 200);

        scene.Bob.Receives("SIP/2.0 200 *");
    }

    /// <summary>In one network with us there is no NAT between: what a server writes there is right.</summary>
    [Fact]
    public void Peer_in_our_own_network_is_reached_where_it_says()
    {
        using var scene = new ElsewhereScene(Trusts);
        var trunk = scene.Network.Peer("10.0.0.7");
        var other = scene.Network.Peer("10.0.0.8", 5080);
        trunk.ClaimedHostPort = "10.0.0.8:5080";
        var invite = Calls(trunk, scene.Bob);
        scene.Bob.SendsInDialog("BYE", invite);
        other.Answers(other.Receives("BYE sip:peer@10.0.0.8:5080 SIP/2.0"), 200);

        scene.Bob.Receives("SIP/2.0 200 *");
        trunk.ReceivesNothing();
    }

    [Fact]
    public void Peer_that_writes_a_public_address_is_reached_there()
    {
        using var scene = new ElsewhereScene(Trusts);
        var trunk = scene.Network.Peer("198.51.100.7", 5066);
        var other = scene.Network.Peer("198.51.100.8", 5080);
        trunk.ClaimedHostPort = "198.51.100.8:5080";
        var invite = Calls(trunk, scene.Bob);
        scene.Bob.SendsInDialog("BYE", invite);
        other.Answers(other.Receives("BYE sip:peer@198.51.100.8:5080 SIP/2.0"), 200);

        scene.Bob.Receives("SIP/2.0 200 *");
        trunk.ReceivesNothing();
    }

    /// <summary>Who answers from anywhere does not lead us into a private network.</summary>
    [Fact]
    public void Server_whose_connection_is_gone_is_not_sought_in_its_own_network()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Network.Peer("198.51.100.1", transport: SipTransport.Tcp);
        var victim = scene.Network.Peer("192.168.1.9");
        server.ClaimedHostPort = OwnAddress;
        var (call, _, ok) = scene.Talk(server, UriAt("198.51.100.1", SipTransport.Tcp));
        server.FallsAsleep();
        call.SendsInDialog("BYE", ok, uri: $"sip:carol@{OwnAddress}");

        scene.Alice.Receives("SIP/2.0 403 *");
        victim.ReceivesNothing();
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public void Phone_behind_a_proxy_whose_Path_is_private_is_called_on_the_flow_of_that_proxy(SipTransport transport)
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var edge = network.Peer("198.51.100.1", 5066, transport);
        edge.RegistersContact("sip:bob@example.org", "sip:bob@10.7.7.7:5062", $"Path: <sip:{OwnAddress};lr>");
        alice.Invites("bob");
        alice.Receives("SIP/2.0 100 *");
        var invite = edge.ReceivesRequest("INVITE sip:bob@10.7.7.7:5062 SIP/2.0");

        Assert.Equal($"<sip:{OwnAddress};lr>", invite.Value(HeaderName.Route));
        edge.Answers(invite, 486);
        edge.Receives("ACK *");
        alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Phone_that_the_NAT_gave_the_port_of_another_is_not_called_in_its_place()
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        var carol = scene.Network.PhoneAt(scene.Bob, "carol");
        carol.Registers();
        scene.Alice.Invites("bob");

        scene.Alice.Receives("SIP/2.0 404 *");
        carol.ReceivesNothing();
    }

    /// <summary>Old desk phones name no instance: the address in the Contact tells two of them from one with two accounts.</summary>
    [Theory]
    [InlineData("10.0.0.6:5060", false)]
    [InlineData("10.0.0.5:5062", false)]
    [InlineData("10.0.0.5:5060", true)]
    public void Phone_without_an_instance_is_known_by_the_address_in_its_Contact(string contact, bool isSame)
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var bob = network.Phone("bob", SipTransport.Udp);
        bob.RegistersContact("sip:bob@example.org", "sip:bob@10.0.0.5:5060");
        var carol = network.PhoneAt(bob, "carol");
        carol.RegistersContact("sip:carol@example.org", $"sip:carol@{contact}");
        alice.Requests("OPTIONS", "sip:bob@example.org");

        if (isSame)
            carol.Answers(carol.Receives("OPTIONS sip:bob@10.0.0.5:5060 SIP/2.0"), 200);
        carol.ReceivesNothing();
        alice.Receives(isSame ? "SIP/2.0 200 *" : "SIP/2.0 404 *");
    }

    [Fact]
    public void Phones_behind_a_proxy_without_Path_share_its_port()
    {
        using var network = new TestNetwork();
        var alice = network.Phone("alice");
        var proxy = network.Peer("198.51.100.1");
        foreach (var user in (string[])["bob", "carol"])
        {
            proxy.SendsRaw(
                "REGISTER", "sip:example.org", to: $"<sip:{user}@example.org>", callId: user,
                via: $"SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK-{user}, SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK-1",
                headers: $"Contact: <sip:{user}@{user}.lan>");
            proxy.Receives("SIP/2.0 200 *");
        }
        alice.Requests("OPTIONS", "sip:bob@example.org");
        proxy.Answers(proxy.Receives("OPTIONS sip:bob@bob.lan SIP/2.0"), 200);

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Phone_that_was_pushed_off_its_port_is_called_where_it_registers_again()
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        var carol = scene.Network.PhoneAt(scene.Bob, "carol");
        carol.Registers();
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Talks();

        carol.ReceivesNothing();
    }

    /// <summary>The NAT has forgotten its mapping: what the phone sends proves by the token whose it is.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Call_whose_NAT_changed_its_port_is_hung_up_from_either_side(bool byThePhone)
    {
        using var scene = new CallScene(callee: SipTransport.Udp);
        scene.Talks();
        scene.Bob.ChangesNetwork();
        if (byThePhone)
        {
            scene.BobHangsUp();
            return;
        }
        scene.Bob.Registers();
        scene.AliceHangsUp();
    }

    static ServerOptions Trusts(ServerOptions options) => options with
    {
        Trust = new TrustOptions { Networks = [IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("10.0.0.0/24")] },
    };

    // Somebody behind a trunk talks to a phone; the INVITE as the phone got it.
    static SipRequest Calls(Phone trunk, Phone phone)
    {
        var call = trunk.Requests("INVITE", "sip:bob@example.org");
        trunk.Receives("SIP/2.0 100 *");
        var invite = phone.ReceivesRequest("INVITE *");
        phone.Answers(invite, 200);
        call.Acks(trunk.Receives("SIP/2.0 200 *"));
        phone.Receives("ACK *");
        return invite;
    }

    static string UriAt(string host, SipTransport transport) => $"sip:carol@{host};transport={transport.ToString().ToLowerInvariant()}";
}
