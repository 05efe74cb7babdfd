using Rouse.Protocol.Sip;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Sql;
using Rouse.Server.Tests.Authentication.Sql;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A server whose accounts alice, bob and carol are in a scripted database.</summary>
sealed class SqlAccountsScene : IDisposable
{
    readonly AccountsOfScene _accounts = new();

    public SqlAccountsScene()
    {
        Network = new TestNetwork(null, _accounts);
        _accounts.Store = Store = new SqlAccountStore(Options, Source, Network.Clock, Network.Logs);
        Source.Accounts = new[] { "alice", "bob", "carol" }.ToDictionary(
            user => user, user => ScriptedSource.Account(user, AuthScene.Password(user)));
    }

    public static SqlOptions Options { get; } = new() { Provider = SqlProvider.PostgreSql };

    public ScriptedSource Source { get; } = new();

    public SqlAccountStore Store { get; }

    public TestNetwork Network { get; }

    public Phone Phone(string user)
    {
        var phone = Network.Phone(user);
        phone.Password = AuthScene.Password(user);
        return phone;
    }

    /// <summary>REGISTER with the answer to a challenge; gives the final response as it is now, or null.</summary>
    public static SipMessage? TriesToRegister(Phone phone, string? password = null)
    {
        phone.SendsRegister();
        var credentials = new Credentials(phone.User, password ?? phone.Password!);
        var proof = credentials.Answer(phone.Receives("SIP/2.0 401 *"), "REGISTER", "sip:example.org");
        phone.SendsRegister(headers: proof);
        return phone.Unread == 0 ? null : phone.Receives("SIP/2.0 *");
    }

    /// <summary>INVITE to bob with the answer to a challenge; 100 is the caller's, the rest the test's.</summary>
    public static OutgoingCall CallsBob(Phone phone, string user = "bob")
    {
        var call = phone.Invites(user);
        call.Authenticates(phone.Receives("SIP/2.0 407 *"));
        return call;
    }

    /// <summary>The database is down, and the server knows it.</summary>
    public void GoesDown()
    {
        Source.IsDown = true;
        Assert.True(Store.StartAsync().IsCompletedSuccessfully);
        Network.Logs.ExpectError("does not answer: connection refused");
    }

    /// <summary>The database neither answers nor refuses.</summary>
    public void Hangs() => Source.Hangs = true;

    public void Dispose()
    {
        Source.IsDown = false;
        Source.Wakes();
        Network.Dispose();
        Store.Dispose();
    }

    // The store needs the clock of the network, and the network the store.
    sealed class AccountsOfScene : IAccountStore
    {
        public IAccountStore? Store { get; set; }

        public AccountLookup Find(string user, string domain, Freshness freshness = Freshness.Usual) =>
            Store!.Find(user, domain, freshness);

        public void Load(string user, string domain, Freshness freshness, Action<AccountLookup> found) =>
            Store!.Load(user, domain, freshness, found);
    }
}
