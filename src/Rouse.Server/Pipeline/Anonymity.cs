using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Pipeline;

/// <summary>
/// Callers who do not want to be known: From names anonymous.invalid (RFC 3323 §4.1.1.3), or <c>anonymous</c> in whatever domain, as many
/// phones and trunks write.
/// </summary>
static class Anonymity
{
    public static bool IsOf(SipMessage message) =>
        NameAddress.TryParse(message.Headers.First(HeaderName.From), out var from) && from.TryGetUri(out var uri) && IsOf(uri);

    public static bool IsOf(SipUri from) =>
        Ascii.EqualsIgnoreCase(from.Host.Span, "anonymous.invalid"u8) || Ascii.EqualsIgnoreCase(from.User.Span, "anonymous"u8);
}
