using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>
/// A <c>maddr</c> that names us has led the request here and has no more to say (RFC 3261 §16.4): it goes, and with it the port and the
/// transport that it came by. One that names somebody else leads there.
/// </summary>
static class MaddrRepair
{
    public static void Apply(RequestContext request, Domains domains)
    {
        var uri = request.RequestUri;
        if (!uri.Parameters.TryGet("maddr"u8, out var maddr) || !CameSo(request.Flow.Listener, uri) || !IsOurs(maddr.Span, domains)
            || !SipUri.TryParse(Without(uri), out var repaired))
            return;
        request.Outgoing.RequestUri = repaired.Text;
        request.RequestUri = repaired;
    }

    /// <summary>
    /// Whether a <c>maddr</c> names somebody else: then that is the only place where the request may go, whosever the domain is (RFC 3261
    /// §16.5).
    /// </summary>
    public static bool LeadsElsewhere(SipUri uri, Domains domains) =>
        uri.Parameters.TryGet("maddr"u8, out var maddr) && !maddr.IsEmpty && !IsOurs(maddr.Span, domains);

    static bool IsOurs(ReadOnlySpan<byte> maddr, Domains domains) =>
        SipUri.TryParse((byte[])[.. "sip:"u8, .. maddr], out var uri) && domains.IsOurs(uri);

    // By the port and transport that the URI names or means (RFC 3261 §19.1.2).
    static bool CameSo(Listener listener, SipUri uri)
    {
        var transport = uri.Scheme == UriScheme.Sips ? SipTransport.Tls : SipTransport.Udp;
        if (uri.Parameters.TryGet("transport"u8, out var named)
            && !Enum.TryParse(System.Text.Encoding.ASCII.GetString(named.Span), ignoreCase: true, out transport))
            return false;
        return listener.Transport == transport && listener.Local.Port == (uri.Port == 0 ? transport.DefaultPort() : uri.Port);
    }

    static byte[] Without(SipUri uri)
    {
        var text = uri.Text.Span;
        var output = new ByteBuffer(text.Length + 2);
        output.Add(text[..(Math.Max(text.IndexOf((byte)'@'), text.IndexOf((byte)':')) + 1)]);
        var hostPort = uri.HostPort.Span;
        output.Add(uri.Port == 0 ? hostPort : hostPort[..hostPort.LastIndexOf((byte)':')]);
        foreach (var parameter in uri.Parameters)
        {
            if (!Is(parameter, "maddr"u8) && !Is(parameter, "transport"u8))
                output.Add(parameter.Text.Span);
        }
        return output.TakeArray();
    }

    static bool Is(ParameterList.Parameter parameter, ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(parameter.Name.Span, name);
}
