using System.Buffers;
using System.Net;

namespace Rouse.Protocol.Sip;

/// <summary><c>hostport</c> of a URI or Via: a name, an IPv4 address or a bracketed IPv6 reference, and a port (RFC 3261 §25.1).</summary>
public static class SipHost
{
    // The longest address is six groups and an embedded IPv4 address.
    const int IPv6Length = 45;

    // Scope ids, prefix lengths and brackets, which the platform takes, are not in SIP's grammar.
    static readonly SearchValues<byte> IPv6 = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    // Underscores are not in the grammar but in the names of real PBXs.
    static readonly SearchValues<byte> Name = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"u8);

    /// <summary>IPv6 comes back without brackets; the port is 0 when absent, or when a phone that does not listen writes 0.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> text, out ReadOnlyMemory<byte> host, out int port, out bool isIPv6)
    {
        host = default;
        port = 0;
        isIPv6 = false;
        var span = text.Span;
        if (span.IsEmpty)
            return false;
        isIPv6 = span[0] == '[';
        var end = span.IndexOf(isIPv6 ? (byte)']' : (byte)':');
        if (isIPv6)
            end++;
        else if (end < 0)
            end = span.Length;
        // White space may surround the colon of a Via (RFC 3261 §25.1: COLON); a URI has none.
        host = SipText.Trim(isIPv6 ? text[1..Math.Max(1, end - 1)] : text[..end]);
        if (isIPv6 ? !IsIPv6Address(host.Span) : host.IsEmpty || host.Span.ContainsAnyExcept(Name))
            return false;
        var rest = SipText.Trim(span[end..]);
        return rest.IsEmpty || (rest[0] == ':' && TryParsePort(SipText.Trim(rest[1..]), out port));
    }

    public static bool IsIPv6Address(ReadOnlySpan<byte> text)
    {
        if (text.Length > IPv6Length || !text.Contains((byte)':') || text.ContainsAnyExcept(IPv6))
            return false;
        // A slip in RFC 3261's grammar made some write a third colon before an embedded IPv4 address (RFC 5118 §4.10).
        var colons = text.IndexOf(":::"u8);
        if (colons < 0 || !text.Contains((byte)'.'))
            return IPAddress.IsValidUtf8(text);
        Span<byte> corrected = stackalloc byte[IPv6Length];
        text[..colons].CopyTo(corrected);
        text[(colons + 1)..].CopyTo(corrected[colons..]);
        return IPAddress.IsValidUtf8(corrected[..(text.Length - 1)]);
    }

    static bool TryParsePort(ReadOnlySpan<byte> text, out int port)
    {
        var isPort = SipText.TryParseNumber(text, ushort.MaxValue, out var number);
        port = isPort ? (int)number : 0;
        return isPort;
    }
}
