using System.Net;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Resolution;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Resolution;

/// <summary>A search for a server with all that is in a zone; what it asks is answered at once.</summary>
sealed class Search
{
    readonly FakeDns _dns = new();
    readonly List<Listener> _listeners = [];

    /// <param name="zone">Records, one a line.</param>
    public Search(string zone)
    {
        foreach (var line in zone.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            _dns.Has(line);
        foreach (var transport in (SipTransport[])[SipTransport.Udp, SipTransport.Tcp, SipTransport.Tls])
            Speaks(transport);
    }

    public FakeDns Dns => _dns;

    public Func<int, int> Random { get; init; } = static _ => 0;

    public SearchFailure Failure { get; private set; }

    public Search Speaks(SipTransport transport, string address = "192.0.2.1")
    {
        _listeners.Add(new Listener(transport, new IPEndPoint(IPAddress.Parse(address), transport.DefaultPort()), null));
        return this;
    }

    public Search SpeaksOnly(params SipTransport[] transports)
    {
        _listeners.Clear();
        Array.ForEach(transports, transport => Speaks(transport));
        return this;
    }

    /// <summary>The places in their order: <c>udp 192.0.2.7:5060, …</c></summary>
    public string Of(string uri) => string.Join(", ", Find(uri).Found);

    public ServerSearch Find(string uri)
    {
        Assert.True(SipUri.TryParse(Encoding.ASCII.GetBytes(uri), out var parsed));
        Assert.True(ServerName.TryOf(parsed, out var server), uri);
        var search = new ServerSearch(server, new Abilities(_listeners), Random);
        for (var rounds = 0; search.GoOn() is { Count: > 0 } missing; rounds++)
        {
            Assert.InRange(rounds, 0, 40);
            foreach (var question in missing.ToList())
                search.Tell(question, _dns.AskAsync(question, CancellationToken.None).GetAwaiter().GetResult());
        }
        Failure = search.Failure;
        return search;
    }
}
