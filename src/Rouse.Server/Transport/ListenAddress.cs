using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>Where to listen: <c>udp://*:5060</c>, <c>tcp://192.0.2.1:5060</c>, <c>tls://[::1]:5061</c>.</summary>
public sealed record ListenAddress
{
    const string Form = "write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061";

    public required SipTransport Transport { get; init; }

    /// <summary>The address to bind; null is <c>*</c>, every local address of both families.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>0 lets the system choose.</summary>
    public required int Port { get; init; }

    /// <summary>Host that Via, Record-Route and Path show instead of the bound address; null is the server's own setting.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>Reads <c>transport://address:port</c>; the port is 5060 if none is given, of TLS 5061 (RFC 3261 §19.1.2).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        var mark = text.IndexOf("://", StringComparison.Ordinal);
        if (mark < 0)
        {
            error = $"\"{text}\" is not a listen address; {Form}";
            return false;
        }
        var (host, port) = SplitPort(text[(mark + 3)..]);
        var transport = default(SipTransport);
        var bind = default(IPAddress);
        var number = 0;
        error = text[..mark] switch
        {
            "ws" or "wss" => "WebSocket comes later; this version listens on udp://, tcp:// and tls://",
            var scheme when !TryReadTransport(scheme, out transport) => $"\"{scheme}\" is not a transport; {Form}",
            _ when !TryReadHost(host, out bind) => $"\"{host}\" is not an IP address (IPv6 in brackets); {Form}",
            _ when !TryReadPort(port, transport, out number) => $"\"{port}\" is not a port; write 0 to 65535",
            _ => null,
        };
        if (error is not null)
            return false;
        address = new ListenAddress { Transport = transport, Address = bind, Port = number };
        return true;
    }

    /// <summary>As it stands in the configuration.</summary>
    public override string ToString()
    {
        var host = Address is null ? "*" : Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{Transport.ToString().ToLowerInvariant()}://{host}:{Port}");
    }

    static (string Host, string? Port) SplitPort(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon < 0 || text.EndsWith(']') ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    static bool TryReadTransport(string scheme, out SipTransport transport)
    {
        transport = scheme switch { "tcp" => SipTransport.Tcp, "tls" => SipTransport.Tls, _ => SipTransport.Udp };
        return scheme is "udp" or "tcp" or "tls";
    }

    static bool TryReadHost(string host, out IPAddress? address)
    {
        address = null;
        if (host == "*")
            return true;
        var inBrackets = host.StartsWith('[') && host.EndsWith(']');
        if (!IPAddress.TryParse(inBrackets ? host[1..^1] : host, out address))
            return false;
        // IPAddress also reads 1 and 127.1, which nobody means here.
        return address.AddressFamily == (inBrackets ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork)
            && (inBrackets || address.ToString() == host);
    }

    static bool TryReadPort(string? text, SipTransport transport, out int port)
    {
        port = transport.DefaultPort();
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue);
    }
}
