using Rouse.Protocol.Sip;
using Rouse.Server.Transport;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A proxy in front of us, with phones that have no other way; alice calls from elsewhere.</summary>
sealed class EdgeScene : IDisposable
{
    int _count;

    readonly string _address;

    /// <param name="transport">Of the proxy.</param>
    /// <param name="address">Of the proxy, as Path names it.</param>
    /// <param name="configure">Changes the options.</param>
    public EdgeScene(
        SipTransport transport = SipTransport.Udp, string address = "198.51.100.9", Func<ServerOptions, ServerOptions>? configure = null)
    {
        _address = address;
        Network = new TestNetwork(configure);
        Edge = Network.Peer(address, transport: transport);
        Alice = Network.Phone("alice");
    }

    public TestNetwork Network { get; }

    /// <summary>What it receives is for the phones.</summary>
    public Phone Edge { get; }

    public Phone Alice { get; }

    /// <summary>A phone registers through the proxy.</summary>
    /// <param name="contact">Where it is, as it says itself.</param>
    /// <param name="push">Its push parameters, with the first semicolon.</param>
    /// <param name="device">One digit: which of the user's.</param>
    /// <param name="host">What Path calls the proxy.</param>
    /// <param name="by">Where the proxy sends from; null: from <see cref="Edge"/>.</param>
    public SipMessage Registers(string contact, string push = "", int device = 1, string? host = null, Phone? by = null)
    {
        var number = ++_count;
        var edge = by ?? Edge;
        edge.Sends($"""
            REGISTER sip:example.org SIP/2.0
            {edge.Via()}
            Via: SIP/2.0/UDP {contact};branch=z9hG4bK-{number};rport
            From: <sip:bob@example.org>;tag=f{number}
            To: <sip:bob@example.org>
            Call-ID: register-bob-{device}-{contact}
            CSeq: {number} REGISTER
            Path: <sip:flow-of-{contact.Replace(':', '-')}@{host ?? _address};lr;ob>
            Contact: <sip:bob@{contact}{push}>;+sip.instance="<{InstanceOf(device)}>"
            Supported: path, outbound, gruu
            Content-Length: 0
            """);
        return edge.Receives("SIP/2.0 200 *");
    }

    public static string InstanceOf(int device) => $"urn:uuid:00000000-0000-4000-8000-00000000000{device}";

    /// <summary>Alice calls bob; the INVITE as the proxy got it, on its way to a contact.</summary>
    public SipRequest Calls(string contact, Phone? at = null)
    {
        Call = Alice.Invites("bob");
        Alice.Receives("SIP/2.0 100 *");
        return Gets("INVITE", contact, at);
    }

    public OutgoingCall? Call { get; private set; }

    /// <summary>The next request that the proxy gets is for this contact, along the Path that it registered with.</summary>
    public SipRequest Gets(string method, string contact, Phone? at = null)
    {
        var request = (at ?? Edge).ReceivesRequest($"{method} sip:bob@{contact}* SIP/2.0");
        Assert.Equal($"<sip:flow-of-{contact.Replace(':', '-')}@{_address};lr;ob>", request.Value(HeaderName.Route));
        return request;
    }

    public void Dispose() => Network.Dispose();
}
