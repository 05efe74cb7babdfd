using Rouse.Protocol.Sip;
using Rouse.Server.Routing;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Requests to other domains, and who may send them.</summary>
public sealed class ElsewhereTests
{
    [Fact]
    public void A_user_reaches_another_domain()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        scene.Sends("MESSAGE", "sip:carol@example.com");
        var request = server.ReceivesRequest("MESSAGE sip:carol@example.com SIP/2.0");

        Assert.StartsWith("SIP/2.0/UDP 192.0.2.1:5060;", request.Value(HeaderName.Via));
        Assert.Equal("69", request.Value(HeaderName.MaxForwards));
        server.Answers(request, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData(200, "It went on to example.com, which answered 200 OK after 0 ms.")]
    [InlineData(486, "It went on to example.com, which answered 486 Busy Here after 0 ms.")]
    [InlineData(503, "It should have gone on to example.com; the caller got 500 Server Unavailable after 0 ms.")]
    public void The_operator_is_told_what_the_other_server_said(int status, string verdict)
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        scene.Sends("MESSAGE", "sip:carol@example.com");
        server.Answers(server.Receives("MESSAGE *"), status);
        scene.Alice.Receives("SIP/2.0 *");

        Assert.Equal(verdict, scene.Network.Server.Timelines.Recent(1)[0].Verdict);
    }

    [Fact]
    public void Without_authentication_nobody_proves_anything_and_nothing_leaves()
    {
        using var network = new TestNetwork();
        network.Dns.Has("example.com A 198.51.100.1");
        var server = network.Peer("198.51.100.1");
        network.Phone("alice").Requests("MESSAGE", "sip:carol@example.com");

        server.ReceivesNothing();
        Assert.Empty(network.Dns.Asked);
    }

    /// <summary>RFC 3261 §16.5: it is then the only target.</summary>
    [Fact]
    public void Where_maddr_leads_somebody_else_nobody_of_ours_is_called()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Network.Peer("198.51.100.1");
        scene.Sends("MESSAGE", "sip:bob@example.org;maddr=198.51.100.1");
        server.Answers(server.Receives("MESSAGE sip:bob@example.org;maddr=198.51.100.1 SIP/2.0"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Sends("MESSAGE", "sip:bob@example.org;maddr=10.0.0.1");
        scene.Alice.Receives("SIP/2.0 403 *");

        scene.Bob.ReceivesNothing();
    }

    [Theory]
    [InlineData("sip:bob@example.org;maddr=192.0.2.1")]
    [InlineData("sip:bob@example.org:5070;maddr=192.0.2.1")]
    [InlineData("sip:bob@example.org;maddr=example.org;transport=udp")]
    [InlineData("sip:bob@example.org;maddr")]
    public void Where_maddr_leads_to_us_our_user_is_called(string uri)
    {
        using var scene = new ElsewhereScene();
        scene.Sends("MESSAGE", uri);

        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Nobody_reaches_other_domains_where_that_is_set()
    {
        using var scene = new ElsewhereScene(static options => options with { Forward = new ForwardOptions { For = ForwardFor.Nobody } });
        scene.Sends("MESSAGE", "sip:carol@example.com");

        scene.Alice.Receives("SIP/2.0 404 *");
        Assert.Empty(scene.Dns.Asked);
    }

    [Theory]
    [InlineData("sip:carol@nowhere.example", "404 No Such Server")]
    [InlineData("sip:carol@example.com;transport=sctp", "404 Not Found")]
    [InlineData("sip:carol@127.0.0.1", "403 Forbidden")]
    [InlineData("sip:carol@10.1.2.3:22;transport=tcp", "403 Forbidden")]
    [InlineData("sip:carol@[::1]", "403 Forbidden")]
    [InlineData("sip:carol@[::ffff:10.0.0.1]", "403 Forbidden")]
    [InlineData("sip:carol@192.0.2.1:5060", "404 Not Found")]
    [InlineData("sip:carol@inside.example", "403 Forbidden")]
    [InlineData("sip:carol@us.example", "404 Not Found")]
    public void What_is_nobody_elses_is_not_called(string uri, string answer)
    {
        using var scene = new ElsewhereScene();
        scene.Dns.Has("inside.example A 192.168.1.1");
        scene.Dns.Has("us.example A 192.0.2.1");
        scene.Sends("MESSAGE", uri);

        scene.Alice.Receives($"SIP/2.0 {answer}");
    }

    [Fact]
    public void Private_networks_are_reached_where_that_is_set()
    {
        using var scene = new ElsewhereScene(
            static options => options with { Forward = new ForwardOptions { PrivateNetworks = true } });
        var server = scene.Network.Peer("10.1.2.3");
        scene.Sends("MESSAGE", "sip:carol@10.1.2.3");
        server.Answers(server.Receives("MESSAGE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Both_ends_of_a_call_find_each_other_again()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        var (call, invite, ok) = scene.Talk(server);
        scene.Alice.ChangesNetwork();
        scene.Alice.Registers();
        server.SendsInDialog("INFO", invite);
        scene.Alice.Answers(scene.Alice.Receives("INFO *"), 200);
        server.Receives("SIP/2.0 200 *");
        call.SendsInDialog("BYE", ok);
        server.Answers(server.Receives($"BYE {server.ContactUri} SIP/2.0"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void In_a_call_the_servers_own_Record_Route_is_followed()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        var proxy = scene.Network.Peer("198.51.100.99", 5080);
        var call = scene.Sends("INVITE", "sip:carol@example.com");
        var invite = server.ReceivesRequest("INVITE *");
        var routes = string.Join(", ", invite.Values(HeaderName.RecordRoute).Prepend("<sip:198.51.100.99:5080;lr>"));
        server.AnswersRaw(invite, 200, headers: $"Record-Route: {routes}\nContact: <sip:carol@10.9.9.9>");
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        var ack = proxy.ReceivesRequest("ACK sip:carol@10.9.9.9 SIP/2.0");

        Assert.Equal("<sip:198.51.100.99:5080;lr>", ack.Value(HeaderName.Route));
        call.SendsInDialog("BYE", ok);
        proxy.Answers(proxy.Receives("BYE sip:carol@10.9.9.9 SIP/2.0"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_token_takes_nobody_else_anywhere()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        var third = scene.Network.Peer("198.51.100.66");
        var (call, invite, ok) = scene.Talk(server);
        var route = invite.Value(HeaderName.RecordRoute);
        server.SendsRaw(
            "INVITE", "sip:premium@198.51.100.66", invite.Value(HeaderName.From), ok.Value(HeaderName.To), call.CallId, "9 INVITE",
            headers: $"Route: {route}\nContact: <{server.ContactUri}>");

        server.Receives("SIP/2.0 407 *");
        third.ReceivesNothing();
        call.SendsInDialog("BYE", ok);
        server.Answers(server.Receives("BYE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_foreign_Route_is_followed_for_who_has_proved_who_they_are()
    {
        using var scene = new ElsewhereScene();
        var proxy = scene.Network.Peer("198.51.100.5", 5070);
        scene.Sends("MESSAGE", "sip:bob@example.org", "Route: <sip:198.51.100.5:5070;lr>");
        var request = proxy.ReceivesRequest("MESSAGE sip:bob@example.org SIP/2.0");

        Assert.Equal("<sip:198.51.100.5:5070;lr>", request.Value(HeaderName.Route));
        scene.Bob.ReceivesNothing();
        proxy.Answers(request, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_strict_router_gets_what_it_wants()
    {
        using var scene = new ElsewhereScene();
        var proxy = scene.Network.Peer("198.51.100.5", 5070);
        scene.Sends("MESSAGE", "sip:carol@example.com", "Route: <sip:198.51.100.5:5070>, <sip:198.51.100.6;lr>");
        var request = proxy.ReceivesRequest("MESSAGE sip:198.51.100.5:5070 SIP/2.0");

        Assert.Equal(["<sip:198.51.100.6;lr>", "<sip:carol@example.com>"], request.Values(HeaderName.Route));
        proxy.Answers(request, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Sips_goes_by_TLS_or_not_at_all()
    {
        using var scene = new ElsewhereScene(transport: SipTransport.Tls);
        scene.Server(1);
        scene.Dns.Has("_sips._tcp.example.com SRV 1 1 5061 s1.example.com");
        var secured = scene.Network.Peer("198.51.100.1", 5061, SipTransport.Tls);
        scene.Sends("MESSAGE", "sips:carol@example.com");
        secured.Answers(secured.Receives("MESSAGE sips:carol@example.com SIP/2.0"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        secured.FallsAsleep();
        scene.Sends("MESSAGE", "sips:carol@example.com");

        scene.Alice.Receives("SIP/2.0 500 Server Cannot Be Reached");
    }

    [Fact]
    public void A_long_request_goes_by_TCP_and_a_shorter_one_by_UDP()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        var byTcp = scene.Network.Peer("198.51.100.1", 5060, SipTransport.Tcp);
        scene.Sends("MESSAGE", "sip:carol@example.com");
        var plain = server.ReceivesRequest("MESSAGE *");
        server.Answers(plain, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        const string padding = "X-Padding: ";
        var room = SipLimits.UnfragmentedBytes - plain.Bytes.Length - padding.Length - 2;
        scene.Sends("MESSAGE", "sip:carol@example.com", padding + new string('x', room - 20));
        server.Answers(server.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Sends("MESSAGE", "sip:carol@example.com", padding + new string('x', room + 20));
        var request = byTcp.ReceivesRequest("MESSAGE *");

        Assert.StartsWith("SIP/2.0/TCP ", request.Value(HeaderName.Via));
        byTcp.Answers(request, 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_long_request_that_TCP_does_not_take_goes_by_UDP_after_all()
    {
        using var scene = new ElsewhereScene();
        var server = scene.Server(1);
        scene.Sends("MESSAGE", "sip:carol@example.com", "X-Padding: " + new string('x', 1_300));

        server.Answers(server.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void What_a_phones_own_UDP_flow_carries_goes_there_however_long()
    {
        using var scene = new ElsewhereScene(transport: SipTransport.Udp);
        scene.Sends("MESSAGE", "sip:bob@example.org", "X-Padding: " + new string('x', 1_300));

        scene.Bob.Answers(scene.Bob.Receives("MESSAGE *"), 200);
        scene.Alice.Receives("SIP/2.0 200 *");
    }
}
