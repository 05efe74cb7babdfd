using Rouse.Protocol.Sip;

namespace Rouse.Fuzz.Targets;

/// <summary>Any bytes as a URI: its parts are slices of it, in order, and its host is a host by itself.</summary>
static class UriTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        ReadOnlyMemory<byte> bytes = data.ToArray();
        if (SipUri.TryParse(bytes, out var uri))
            Read(bytes, uri);
        if (SipHost.TryParse(bytes, out var host, out var port, out var isIPv6))
        {
            Invariant.Inside(bytes, host);
            Invariant.Holds(!host.IsEmpty && port is >= 0 and <= 65535 && (!isIPv6 || SipHost.IsIPv6Address(host.Span)));
        }
    }

    static void Read(ReadOnlyMemory<byte> bytes, SipUri uri)
    {
        Invariant.Same(bytes.Span, uri.Text.Span);
        Invariant.Inside(bytes, uri.User);
        Invariant.Inside(bytes, uri.HostPort);
        Invariant.Inside(uri.HostPort, uri.Host);
        Invariant.Inside(bytes, uri.Headers);
        ParameterListTarget.Read(bytes, uri.Parameters);
        if (!uri.IsSip)
            return;
        Invariant.Holds(SipHost.TryParse(uri.HostPort, out var host, out var port, out var isIPv6));
        Invariant.Same(uri.Host.Span, host.Span);
        Invariant.Holds(uri.Port == port && uri.IsIPv6 == isIPv6);
        Invariant.Holds(bytes.Span.EndsWith([.. uri.HostPort.Span, .. uri.Parameters.Text.Span, .. uri.Headers.Span]));
        Invariant.Holds(uri.User.IsEmpty || bytes.Span[..^uri.HostPort.Length].Contains((byte)'@'));
    }
}
