using Rouse.Server.Authentication;
using Rouse.Testing;

namespace Rouse.Server.Tests.Admin;

/// <summary>What becomes of users while the server runs.</summary>
public sealed class RemovedUserTests : IDisposable
{
    static readonly Account Alice = new("alice", null, "secret", null, null);
    static readonly Account Bob = new("bob", null, "secret", null, null);

    readonly AccountStore _accounts = new([Alice, Bob]);
    readonly TestNetwork _network;

    public RemovedUserTests() => _network = new TestNetwork(accounts: _accounts, configure: options => options with { Auth = new() });

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Phone_of_a_removed_user_is_called_no_more_though_it_is_bound()
    {
        var alice = Phone("alice");
        var bob = Phone("bob");
        bob.Registers();
        _accounts.Replace([Alice]);

        alice.Invites("bob").Authenticates(alice.Receives("SIP/2.0 407 *"));

        alice.Receives("SIP/2.0 404 *");
        bob.ReceivesNothing();
        Assert.Equal(1, _network.Server.Bindings);
    }

    [Fact]
    public void Removed_user_registers_no_more_and_one_who_was_added_does()
    {
        _accounts.Replace([Bob]);
        var alice = Phone("alice");
        alice.SendsRegister();
        var proof = new Credentials("alice", "secret").Answer(alice.Receives("SIP/2.0 401 *"), "REGISTER", "sip:example.org");
        alice.SendsRegister(headers: proof);
        alice.Receives("SIP/2.0 403 *");

        _accounts.Replace([Bob, Alice]);

        alice.Registers();
    }

    Phone Phone(string user)
    {
        var phone = _network.Phone(user);
        phone.Password = "secret";
        return phone;
    }
}
