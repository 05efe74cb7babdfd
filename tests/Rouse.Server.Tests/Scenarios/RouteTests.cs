using System.Net;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Routing;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The operator's routes.</summary>
public sealed class RouteTests
{
    static readonly RouteOptions ToTrunk = new() { To = [new("sip:10.0.0.5:5070")] };

    [Fact]
    public void A_number_goes_to_the_trunk_as_the_trunk_wants_it()
    {
        using var scene = Scene(ToTrunk with { Users = ["+49*"], Methods = ["INVITE"], RewriteDomain = true });
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("INVITE", "sip:+4930123@example.org");
        trunk.Answers(trunk.Receives("INVITE sip:+4930123@10.0.0.5:5070 SIP/2.0"), 486);
        trunk.Receives("ACK *");

        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Theory]
    [InlineData("tel:+49-30-123;phone-context=example.org", "sip:+49-30-123;phone-context=example.org@10.0.0.5:5070;user=phone")]
    public void A_telephone_number_becomes_the_user_of_a_URI(string uri, string sent)
    {
        using var scene = Scene(ToTrunk with { Users = ["+4930*"], RewriteDomain = true });
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("MESSAGE", uri);
        trunk.Answers(trunk.Receives($"MESSAGE {sent} SIP/2.0"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_telephone_number_that_no_route_takes_is_416()
    {
        using var scene = Scene();
        scene.Sends("MESSAGE", "tel:+4930123");

        scene.Alice.Receives("SIP/2.0 416 *");
    }

    [Fact]
    public void The_Request_URI_stays_unless_that_is_set()
    {
        using var scene = Scene(ToTrunk with { Domains = ["*.example"] });
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("MESSAGE", "sip:carol@pbx.example");
        trunk.Answers(trunk.Receives("MESSAGE sip:carol@pbx.example SIP/2.0"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("INVITE", "sip:+4930123@example.org", "X-Tenant: acme-1", true)]
    [InlineData("MESSAGE", "sip:+4930123@example.org", "X-Tenant: acme-1", false)]
    [InlineData("INVITE", "sip:+4930123@example.com", "X-Tenant: acme-1", false)]
    [InlineData("INVITE", "sip:+4330123@example.org", "X-Tenant: acme-1", false)]
    [InlineData("INVITE", "sip:+4930123@example.org", "x-tenant: other", false)]
    [InlineData("INVITE", "sip:+4930123@example.org", "Subject: acme-1", false)]
    public void Every_condition_must_hold(string method, string uri, string header, bool fits)
    {
        using var scene = Scene(ToTrunk with
        {
            Methods = ["INVITE"],
            Users = ["+49*"],
            Domains = ["example.org"],
            Headers = ["X-Tenant: acme*"],
            Sources = ["192.0.2.0/24"],
        });
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends(method, uri, header, isRefused: !fits && !uri.Contains("example.com", StringComparison.Ordinal));
        if (!fits)
        {
            trunk.ReceivesNothing();
            scene.Alice.Receives(uri.Contains("example.com", StringComparison.Ordinal) ? "SIP/2.0 404 No Such Server" : "SIP/2.0 404 *");
            return;
        }
        trunk.Answers(trunk.Receives("INVITE *"), 486);
        trunk.Receives("ACK *");
        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Theory]
    [InlineData("sip:9-9123@example.org")]
    [InlineData("sip:9.9123@example.org;user=phone")]
    [InlineData("sip:(9)9123@example.org")]
    [InlineData("sip:%39-%39123@example.org")]
    [InlineData("sip:9-9123;ext=1@example.org")]
    [InlineData("sip:9-9*1%23@example.org")]
    [InlineData("tel:9-9123", "416")]
    [InlineData("sip:9-8123@example.org", null)]
    [InlineData("tel:9-8123", null)]
    public void No_way_to_write_a_number_escapes_an_exclusion(string uri, string? answer = "404")
    {
        using var scene = Scene(ToTrunk with { Users = ["9*", "!99*"] });
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("MESSAGE", uri);
        if (answer == null)
            trunk.Answers(trunk.Receives("MESSAGE *"), 200);
        scene.Alice.Receives($"SIP/2.0 {answer ?? "200"} *");

        trunk.ReceivesNothing();
    }

    [Theory]
    [InlineData("X-Class: foo\nX-Class: bar", false)]
    [InlineData("X-Class: bar\nX-Class: foo", false)]
    [InlineData("X-Class: foo\nX-Class: baz", true)]
    public void Exclusion_counts_for_all_lines_of_a_header(string headers, bool fits)
    {
        using var scene = Scene(ToTrunk with { Headers = ["X-Class: !bar"] });
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("MESSAGE", "sip:carol@example.org", headers);
        if (fits)
            trunk.Answers(trunk.Receives("MESSAGE *"), 200);
        scene.Alice.Receives(fits ? "SIP/2.0 200 *" : "SIP/2.0 404 *");

        trunk.ReceivesNothing();
    }

    [Fact]
    public void The_first_that_fits_is_taken()
    {
        using var scene = Scene(
            ToTrunk with { Sources = ["203.0.113.0/24", "2001:db8::/32"] }, ToTrunk with { To = [new("sip:10.0.0.6")] },
            ToTrunk with { To = [new("sip:10.0.0.7")] });
        var second = scene.Network.Peer("10.0.0.6");
        scene.Sends("MESSAGE", "sip:carol@pbx.example");
        second.Answers(second.Receives("MESSAGE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_stranger_does_not_call_at_the_operators_expense()
    {
        using var scene = new ElsewhereScene(static options => options with
        {
            Auth = options.Auth with { AcceptStrangers = true },
            Routes = [ToTrunk, ToTrunk with { Fallback = true }],
        });
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        var mallory = scene.Network.Phone("mallory");
        mallory.Domain = "evil.example";
        mallory.Requests("MESSAGE", "sip:+1900555@example.org");

        mallory.Receives("SIP/2.0 404 *");
        trunk.ReceivesNothing();
    }

    [Fact]
    public void But_reaches_a_server_that_is_there_for_anyone()
    {
        using var scene = new ElsewhereScene(static options => options with
        {
            Auth = options.Auth with { AcceptStrangers = true },
            Routes = [ToTrunk with { From = RouteFrom.Anyone }],
        });
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        var mallory = scene.Network.Phone("mallory");
        mallory.Domain = "evil.example";
        mallory.Requests("MESSAGE", "sip:carol@example.org");
        trunk.Answers(trunk.Receives("MESSAGE *"), 200);

        mallory.Receives("SIP/2.0 200 *");
    }

    [Theory]
    [InlineData("carol", true)]
    [InlineData("bob", false)]
    public void A_fallback_gets_whom_we_do_not_have(string user, bool goesOn)
    {
        using var scene = Scene(ToTrunk with { Domains = ["example.org"], Fallback = true });
        var pbx = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("MESSAGE", $"sip:{user}@example.org");
        var receiver = goesOn ? pbx : scene.Bob;
        receiver.Answers(receiver.Receives("MESSAGE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void A_fallback_gets_the_calls_of_one_who_has_no_phone()
    {
        using var scene = Scene(ToTrunk with { Fallback = true });
        var pbx = scene.Network.Peer("10.0.0.5", 5070);
        scene.Bob.Registers(expires: 0);
        scene.Sends("INVITE", "sip:bob@example.org");
        pbx.Answers(pbx.Receives("INVITE sip:bob@example.org SIP/2.0"), 486);
        pbx.Receives("ACK *");

        scene.Alice.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Targets_are_tried_by_priority_each_with_its_own_Request_URI()
    {
        using var scene = Scene(new RouteOptions
        {
            To = [new("sip:10.0.0.7", Priority: 2), new("sip:trunk.example;transport=udp")],
            RewriteDomain = true,
        });
        scene.Dns.Has("trunk.example A 10.0.0.6");
        var (first, second) = (scene.Network.Peer("10.0.0.6"), scene.Network.Peer("10.0.0.7"));
        scene.Sends("MESSAGE", "sip:+49@example.org");
        first.Answers(first.Receives("MESSAGE sip:+49@trunk.example SIP/2.0"), 503);
        second.Answers(second.Receives("MESSAGE sip:+49@10.0.0.7 SIP/2.0"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void In_a_call_the_private_address_of_the_trunk_is_reached_again()
    {
        using var scene = Scene(ToTrunk);
        var trunk = scene.Network.Peer("10.0.0.5", 5070);
        var (call, invite, ok) = scene.Talk(trunk);
        trunk.SendsInDialog("INFO", invite);
        scene.Alice.Answers(scene.Alice.Receives("INFO *"), 200);
        trunk.Receives("SIP/2.0 200 *");
        call.SendsInDialog("BYE", ok);
        trunk.Answers(trunk.Receives("BYE sip:peer@10.0.0.5:5070 SIP/2.0"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void An_application_server_may_send_the_same_request_back()
    {
        using var scene = Scene(ToTrunk with { Sources = ["192.0.2.0/24"] });
        scene.Network.Server.Change(scene.Network.Options with { Trust = new() { Networks = [IPNetwork.Parse("10.0.0.5/32")] } });
        var server = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("MESSAGE", "sip:bob@example.org");
        var message = server.ReceivesRequest("MESSAGE sip:bob@example.org SIP/2.0");
        Forwards(server, message);
        scene.Bob.Answers(scene.Bob.ReceivesRequest("MESSAGE sip:bob@*"), 200);
        server.Receives("SIP/2.0 200 *");
        server.Answers(message, 200);

        scene.Alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Server_that_its_own_route_leads_to_again_is_in_a_loop()
    {
        using var scene = Scene(ToTrunk);
        scene.Network.Server.Change(scene.Network.Options with { Trust = new() { Networks = [IPNetwork.Parse("10.0.0.5/32")] } });
        var server = scene.Network.Peer("10.0.0.5", 5070);
        scene.Sends("MESSAGE", "sip:bob@example.org");
        Forwards(server, server.ReceivesRequest("MESSAGE sip:bob@example.org SIP/2.0"));

        server.Receives("SIP/2.0 482 *");
    }

    static void Forwards(Phone server, SipRequest request) => server.Sends(
        Encoding.UTF8.GetString(request.Bytes.Span).Replace(
            "\r\nVia: ", $"\r\nVia: SIP/2.0/UDP {server.HostPort};branch=z9hG4bKof-the-server\r\nVia: ", StringComparison.Ordinal));

    [Fact]
    public void Routes_change_while_the_server_runs()
    {
        using var scene = Scene(ToTrunk);
        var (old, now) = (scene.Network.Peer("10.0.0.5", 5070), scene.Network.Peer("10.0.0.6"));
        scene.Network.Server.Change(scene.Network.Options with { Routes = [new RouteOptions { To = [new("sip:10.0.0.6")] }] });
        scene.Sends("MESSAGE", "sip:carol@pbx.example");
        now.Answers(now.Receives("MESSAGE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
        old.ReceivesNothing();
    }

    static ElsewhereScene Scene(params RouteOptions[] routes) => new(options => options with { Routes = routes });
}
