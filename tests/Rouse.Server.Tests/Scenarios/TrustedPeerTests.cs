using System.Net;
using Rouse.Protocol.Sip;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Trust;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Trusted peers and users of other methods, through the whole server.</summary>
public sealed class TrustedPeerTests
{
    [Fact]
    public void Trunk_in_a_trusted_network_calls_without_a_password_and_its_identity_is_believed()
    {
        using var network = Network(options => options with { Trust = new() { Networks = [IPNetwork.Parse("192.0.2.12/32")] } });
        var bob = network.Phone("bob");
        bob.Password = AuthScene.Password("bob");
        bob.Registers();
        var trunk = network.Phone("trunk");
        trunk.Requests("INVITE", "sip:bob@example.org", "P-Asserted-Identity: <sip:+49301234@carrier.example>");
        trunk.Receives("SIP/2.0 100 *");

        var invite = bob.ReceivesRequest("INVITE sip:bob@*");

        Assert.Equal("<sip:+49301234@carrier.example>", invite.Value(HeaderName.PAssertedIdentity));
        bob.Answers(invite, 486);
        bob.Receives("ACK *");
        trunk.Receives("SIP/2.0 486 *");
    }

    [Fact]
    public void Trusted_peer_may_list_whom_a_request_goes_to_and_they_do_not_see_it()
    {
        using var network = Network(options => options with { Trust = new() { Networks = [IPNetwork.Parse("192.0.2.0/24")] } });
        var (bob, alice, conference) = (network.Phone("bob"), network.Phone("alice"), network.Phone("conference"));
        bob.Registers();
        alice.Registers();
        conference.Requests(
            "MESSAGE", "sip:everybody@example.org",
            "X-Target-Uris: <sip:bob@example.org>, <sip:alice@example.org>\nx-target-uris: sip:bob@example.org, sip:eve@elsewhere.example");

        foreach (var phone in (Phone[])[bob, alice])
        {
            var message = phone.ReceivesRequest($"MESSAGE sip:{phone.User}@*");
            Assert.True(message.Headers.FirstOther("X-Target-Uris"u8).IsEmpty);
            phone.Answers(message, 200);
        }
        bob.ReceivesNothing();
        conference.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void List_of_anybody_else_means_nothing()
    {
        using var network = new TestNetwork();
        var (bob, alice) = (network.Phone("bob"), network.Phone("alice"));
        bob.Registers();
        alice.Requests("MESSAGE", "sip:everybody@example.org", "X-Target-Uris: <sip:bob@example.org>");

        alice.Receives("SIP/2.0 404 *");
        bob.ReceivesNothing();
    }

    [Fact]
    public void Its_neighbour_is_asked_for_one()
    {
        using var network = Network(options => options with { Trust = new() { Networks = [IPNetwork.Parse("192.0.2.12/32")] } });
        network.Phone("bob");
        network.Phone("trunk");
        var neighbour = network.Phone("alice");
        neighbour.Invites("bob");

        neighbour.Receives("SIP/2.0 407 *");
    }

    [Fact]
    public void Change_of_trust_counts_at_once()
    {
        using var network = Network(options => options);
        var alice = network.Phone("alice");
        alice.SendsRegister();
        alice.Receives("SIP/2.0 401 *");

        network.Server.Change(network.Options with { Trust = new TrustOptions { Networks = [IPNetwork.Parse("192.0.2.0/24")] } });
        alice.SendsRegister();

        alice.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void User_whose_account_is_elsewhere_exists_while_it_has_a_phone()
    {
        using var network = Network(options => options with
        {
            Auth = options.Auth with { Methods = [AuthenticationMethod.Certificate, AuthenticationMethod.Digest] },
            Trust = new() { Networks = [IPNetwork.Parse("192.0.2.0/24")] },
        });
        var dave = network.Phone("dave");
        var alice = network.Phone("alice");
        alice.Invites("dave");
        alice.Receives("SIP/2.0 404 *");
        alice.ForgetsUnread();
        dave.Registers();

        alice.Invites("dave");
        alice.Receives("SIP/2.0 100 *");
        dave.Answers(dave.ReceivesRequest("INVITE *"), 486);
        dave.Receives("ACK *");
        alice.Receives("SIP/2.0 486 *");
    }

    static TestNetwork Network(Func<ServerOptions, ServerOptions> configure)
    {
        var accounts = new AccountStore(
            [.. new[] { "alice", "bob" }.Select(user => new Account(user, null, AuthScene.Password(user), null, null))]);
        return new TestNetwork(configure, accounts);
    }
}
