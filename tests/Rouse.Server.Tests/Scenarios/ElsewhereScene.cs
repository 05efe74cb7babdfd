using Rouse.Protocol.Sip;
using Rouse.Server.Authentication;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Alice and bob with passwords, registered, and servers of other domains.</summary>
sealed class ElsewhereScene : IDisposable
{
    public ElsewhereScene(Func<ServerOptions, ServerOptions>? configure = null, SipTransport transport = SipTransport.Tcp)
    {
        var accounts = new AccountStore(
            [.. new[] { "alice", "bob" }.Select(user => new Account(user, null, AuthScene.Password(user), null, null))]);
        Network = new TestNetwork(
            options => (configure ?? (static same => same))(options with { Auth = new AuthenticationOptions() }), accounts);
        Alice = Phone("alice", transport);
        Bob = Phone("bob", transport);
    }

    public TestNetwork Network { get; }

    public Phone Alice { get; }

    public Phone Bob { get; }

    public FakeDns Dns => Network.Dns;

    /// <summary>A server of example.com that its SRV record names, by UDP, one priority behind those before.</summary>
    public Phone Server(int number)
    {
        Dns.Has($"_sip._udp.example.com SRV {number} 1 5060 s{number}.example.com");
        Dns.Has($"s{number}.example.com A 198.51.100.{number}");
        return Network.Peer($"198.51.100.{number}");
    }

    /// <summary>Alice sends a request and proves who she is; her INVITE is taken unless it <paramref name="isRefused"/> at once.</summary>
    public OutgoingCall Sends(string method, string uri, string headers = "", Phone? from = null, bool isRefused = false)
    {
        var phone = from ?? Alice;
        var call = phone.Requests(method, uri, headers);
        call.Authenticates(phone.Receives("SIP/2.0 407 *"));
        if (method == "INVITE" && !isRefused)
            phone.Receives("SIP/2.0 100 *");
        return call;
    }

    /// <summary>Alice talks to somebody at a server; as the server got the INVITE and alice the 200.</summary>
    public (OutgoingCall Call, SipRequest Invite, SipMessage Ok) Talk(Phone server, string uri = "sip:carol@example.com")
    {
        var call = Sends("INVITE", uri);
        var invite = server.ReceivesRequest("INVITE *");
        server.Answers(invite, 200);
        var ok = Alice.Receives("SIP/2.0 200 *");
        call.Acks(ok);
        server.Receives("ACK *");
        return (call, invite, ok);
    }

    public void Dispose() => Network.Dispose();

    Phone Phone(string user, SipTransport transport)
    {
        var phone = Network.Phone(user, transport);
        phone.Password = AuthScene.Password(user);
        phone.Registers();
        return phone;
    }
}
