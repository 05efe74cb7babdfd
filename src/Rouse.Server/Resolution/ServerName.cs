using System.Net;
using System.Net.Sockets;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;

namespace Rouse.Server.Resolution;

/// <summary>Who is to be reached, as a URI says it: TARGET, port and transport of RFC 3263 §4.</summary>
/// <param name="Domain">Of the URI: what a certificate must name (RFC 5922 §4). In lower case.</param>
/// <param name="Host">What is looked for: <c>maddr</c>, else the domain; an IPv6 address without its brackets.</param>
/// <param name="Port">0 when absent.</param>
/// <param name="Transport">What the URI asks for; null when it leaves the choice.</param>
/// <param name="IsSips">Only TLS will do (RFC 5630 §4).</param>
readonly record struct ServerName(string Domain, string Host, int Port, SipTransport? Transport, bool IsSips)
{
    /// <summary>The address that the host is; null for a name.</summary>
    public IPAddress? Address => AddressOf(Host);

    /// <summary>False for what is no SIP URI, and for a transport that we do not speak.</summary>
    public static bool TryOf(SipUri uri, out ServerName name)
    {
        name = default;
        if (!uri.IsSip || !TryReadTransport(uri, out var transport))
            return false;
        var host = uri.Host;
        if (uri.Parameters.TryGet("maddr"u8, out var maddr) && !SipHost.TryParse(maddr, out host, out _, out _))
            return false;
        name = new ServerName(TextOf(uri.Host), TextOf(host), uri.Port, transport, uri.Scheme == UriScheme.Sips);
        return true;
    }

    /// <summary>The same server for a request that may go only where nobody reads it; null when it is asked to go elsewhere.</summary>
    public ServerName? Secured() => Transport switch
    {
        null or SipTransport.Tls => this with { IsSips = true },
        // RFC 5630 §3.1.3: TLS on that transport.
        SipTransport.Tcp => this with { IsSips = true, Transport = SipTransport.Tls },
        _ => null,
    };

    // RFC 5630 §3.1.3: 'transport=tcp' of a SIPS URI is TLS on TCP; 'transport=tls' is out of use, and used.
    static bool TryReadTransport(SipUri uri, out SipTransport? transport)
    {
        transport = null;
        if (!uri.Parameters.TryGet("transport"u8, out var text))
            return true;
        var isSips = uri.Scheme == UriScheme.Sips;
        transport = text.Span switch
        {
            var named when Ascii.EqualsIgnoreCase(named, "udp"u8) && !isSips => SipTransport.Udp,
            var named when Ascii.EqualsIgnoreCase(named, "tcp"u8) => isSips ? SipTransport.Tls : SipTransport.Tcp,
            var named when Ascii.EqualsIgnoreCase(named, "tls"u8) => SipTransport.Tls,
            _ => null,
        };
        return transport != null;
    }

    static string TextOf(ReadOnlyMemory<byte> host) => Encoding.ASCII.GetString(host.Span).TrimEnd('.').ToLowerInvariant();

    // The platform also reads 1 and 127.1, which are names here.
    static IPAddress? AddressOf(string host) =>
        IPAddress.TryParse(host, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == host)
            ? address
            : null;
}
