using System.Buffers;
using System.Buffers.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Location;

/// <summary>What a binding takes from a Contact value (RFC 3261 §20.10).</summary>
static class ContactValue
{
    static readonly SearchValues<byte> QValue = SearchValues.Create("0123456789."u8);

    /// <summary>A Request-URI has no headers (RFC 3261 §19.1.1 table 1).</summary>
    public static SipUri WithoutHeaders(SipUri uri) =>
        uri.Headers.IsEmpty || !SipUri.TryParse(uri.Text[..^uri.Headers.Length], out var bare) ? uri : bare;

    /// <summary>The URI of a Contact value as a Request-URI; default when it cannot be read.</summary>
    public static SipUri UriOf(ReadOnlyMemory<byte> contact) =>
        NameAddress.TryParse(contact, out var address) && address.TryGetUri(out var uri) ? WithoutHeaders(uri) : default;

    /// <summary>Preference, 0 … 1; 1 where none is said, or none that can be read.</summary>
    public static double ReadQ(ParameterList contact) =>
        contact.TryGet("q"u8, out var value) && !value.Span.ContainsAnyExcept(QValue)
        && Utf8Parser.TryParse(value.Span, out double q, out var length) && length == value.Length ? Math.Clamp(q, 0, 1) : 1;
}
