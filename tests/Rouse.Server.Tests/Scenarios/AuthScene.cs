using Rouse.Protocol.Sip;
using Rouse.Server.Authentication;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A server with authentication, and alice, bob and carol with passwords.</summary>
sealed class AuthScene : IDisposable
{
    public AuthScene(Func<AuthenticationOptions, AuthenticationOptions>? configure = null)
    {
        var options = configure?.Invoke(new AuthenticationOptions()) ?? new AuthenticationOptions();
        var accounts = new AccountStore(
            [.. new[] { "alice", "bob", "carol" }.Select(user => new Account(user, null, Password(user), null, null))]);
        Network = new TestNetwork(o => o with { Domains = ["example.org", "example.net"], Auth = options }, accounts);
        Alice = Phone("alice");
        Bob = Phone("bob");
        Bob.Registers();
    }

    public TestNetwork Network { get; }

    /// <summary>Not registered.</summary>
    public Phone Alice { get; }

    /// <summary>Registered.</summary>
    public Phone Bob { get; }

    public static string Password(string user) => $"{user}-secret";

    /// <summary>What answers a challenge to a request to bob.</summary>
    public static string Proof(string user, SipMessage challenge, string method) =>
        new Credentials(user, Password(user)).Answer(challenge, method, "sip:bob@example.org");

    public Phone Phone(string user, SipTransport transport = SipTransport.Tcp)
    {
        var phone = Network.Phone(user, transport);
        phone.Password = Password(user);
        return phone;
    }

    /// <summary>They talk; gives the 200 that alice got.</summary>
    public (OutgoingCall Call, SipRequest Invite, SipMessage Ok) Talk()
    {
        var call = Alice.Invites("bob");
        call.Authenticates(Alice.Receives("SIP/2.0 407 *"));
        Alice.Receives("SIP/2.0 100 *");
        var invite = Bob.ReceivesRequest("INVITE *");
        Bob.Answers(invite, 200);
        var ok = Alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        Bob.Receives("ACK *");
        return (call, invite, ok);
    }

    public void Dispose() => Network.Dispose();
}
