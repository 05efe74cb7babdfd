using System.Net;
using Rouse.Server.Authentication.Trust;
using Rouse.Server.Diversion;
using Rouse.Server.Routing;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A call with a trunk leads its sides to each other, and nobody anywhere else.</summary>
public sealed class DialogRelayTests
{
    static readonly RouteOptions ToTrunk = new() { To = [new("sip:10.0.0.5:5070")] };

    [Theory]
    [InlineData("INFO", "10.0.0.77")]
    [InlineData("OPTIONS", "10.0.0.77")]
    [InlineData("INVITE", "10.0.0.77")]
    [InlineData("ACK", "10.0.0.77")]
    [InlineData("BYE", "10.0.0.77")]
    [InlineData("BYE", "203.0.113.77")]
    [InlineData("INFO", "10.0.0.5")]
    public void What_a_user_writes_in_a_call_leads_nowhere_but_to_the_trunk(string method, string address)
    {
        foreach (var byRoute in (bool[])[false, true])
        {
            using var scene = Scene(ForwardFor.Nobody);
            var (trunk, victim) = (Trunk(scene), scene.Network.Peer(address, 5066));
            var (call, _, ok) = scene.Talk(trunk);
            if (byRoute)
                call.SendsInDialog(method, ok, headers: $"Route: <sip:{address}:5066;lr>");
            else
                call.SendsInDialog(method, ok, uri: $"sip:victim@{address}:5066");

            trunk.Receives($"{method} *");
            victim.ReceivesNothing();
        }
    }

    /// <summary>They cannot be challenged: who has seen the token can hang up, and nothing else.</summary>
    [Theory]
    [InlineData("ACK", true)]
    [InlineData("BYE", true)]
    [InlineData("INFO", false)]
    [InlineData("INVITE", false)]
    public void Stranger_who_has_seen_the_token_reaches_the_trunk_at_most(string method, bool isPassed)
    {
        foreach (var address in (string[])["10.0.0.77", "203.0.113.77"])
        {
            using var scene = Scene(ForwardFor.Users);
            var (trunk, victim) = (Trunk(scene), scene.Network.Peer(address, 5066));
            var mallory = scene.Network.Phone("mallory");
            var (call, _, ok) = scene.Talk(trunk);
            call.SendsInDialog(method, ok, uri: $"sip:victim@{address}:5066", sender: mallory);
            if (isPassed)
                trunk.Receives($"{method} *");
            else
                mallory.Receives("SIP/2.0 40*");

            trunk.ReceivesNothing();
            victim.ReceivesNothing();
        }
    }

    [Theory]
    [InlineData("203.0.113.8", ForwardFor.Users, true)]
    [InlineData("203.0.113.8", ForwardFor.Nobody, false)]
    [InlineData("10.0.0.8", ForwardFor.Users, false)]
    public void Another_address_of_the_trunk_is_called_where_users_may_call_it(string address, ForwardFor who, bool isCalled)
    {
        using var scene = Scene(who);
        var (trunk, media) = (Trunk(scene), scene.Network.Peer(address, 5080));
        trunk.ClaimedHostPort = $"{address}:5080";
        var call = scene.Sends("INVITE", "sip:carol@example.com");
        trunk.Answers(trunk.ReceivesRequest("INVITE *"), 200);
        var ok = scene.Alice.Receives("SIP/2.0 200 *");
        var (reached, other) = isCalled ? (media, trunk) : (trunk, media);
        call.Acks(ok);
        reached.Receives($"ACK sip:peer@{address}:5080 SIP/2.0");
        call.SendsInDialog("BYE", ok);
        reached.Answers(reached.Receives($"BYE sip:peer@{address}:5080 SIP/2.0"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
        other.ReceivesNothing();
    }

    [Theory]
    [InlineData("10.0.0.6:5070")]
    [InlineData("10.0.1.6:5080")]
    [InlineData("10.0.0.9:5090")]
    public void Other_servers_of_the_operator_are_reached_in_a_call(string hostPort)
    {
        using var scene = new ElsewhereScene(static options => options with
        {
            Routes = [ToTrunk, new RouteOptions { To = [new("sip:10.0.0.6:5070")] }],
            Forward = new ForwardOptions { For = ForwardFor.Nobody },
            Trust = new TrustOptions { Networks = [IPNetwork.Parse("10.0.1.0/24")] },
            Diversion = new DiversionOptions { To = "sip:voicemail@10.0.0.9:5090" },
        });
        var at = IPEndPoint.Parse(hostPort);
        var (trunk, other) = (Trunk(scene), scene.Network.Peer($"{at.Address}", at.Port));
        var (call, _, ok) = scene.Talk(trunk);
        call.SendsInDialog("BYE", ok, uri: $"sip:peer@{hostPort}");
        other.Answers(other.Receives("BYE *"), 200);

        scene.Alice.Receives("SIP/2.0 200 *");
        trunk.ReceivesNothing();
    }

    [Fact]
    public void Without_authentication_a_call_proves_nothing_either()
    {
        using var network = new TestNetwork(static options => options with { Routes = [ToTrunk with { From = RouteFrom.Anyone }] });
        var (trunk, victim) = (network.Peer("10.0.0.5", 5070), network.Peer("203.0.113.77", 5066));
        var alice = network.Phone("alice");
        alice.Registers();
        var call = alice.Requests("INVITE", "sip:carol@example.com");
        alice.Receives("SIP/2.0 100 *");
        trunk.Answers(trunk.ReceivesRequest("INVITE *"), 200);
        var ok = alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        trunk.Receives("ACK *");
        call.SendsInDialog("INFO", ok, uri: "sip:victim@203.0.113.77:5066");

        trunk.Receives("INFO *");
        victim.ReceivesNothing();
    }

    static ElsewhereScene Scene(ForwardFor who) =>
        new(options => options with { Routes = [ToTrunk], Forward = new ForwardOptions { For = who } });

    static Phone Trunk(ElsewhereScene scene) => scene.Network.Peer("10.0.0.5", 5070);
}
