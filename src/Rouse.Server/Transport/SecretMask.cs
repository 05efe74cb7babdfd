using System.Text;
using System.Text.RegularExpressions;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Server.Transport;

/// <summary>
/// A message as logs may show it, so that a log can be sent to a stranger: of credentials only who and where, no push tokens, no passwords
/// in URIs, of bodies only SDP without its keys. Works on the parsed message: what the parser understands cannot slip through in another
/// spelling.
/// </summary>
static partial class SecretMask
{
    /// <param name="message">As it is on the wire.</param>
    /// <param name="withSecrets">The operator asked for everything (<c>--log-secrets</c>).</param>
    public static string Show(ReadOnlySpan<byte> message, bool withSecrets)
    {
        if (withSecrets)
            return Encoding.UTF8.GetString(message);
        return SipParser.TryParseDatagram(message.ToArray(), out var parsed, out _)
            ? Mask(parsed!)
            : $"({message.Length} bytes that are no SIP)";
    }

    static string Mask(SipMessage message)
    {
        var text = new StringBuilder();
        var bytes = message.Bytes.Span;
        text.Append(MaskUris(Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)'\n')]).TrimEnd('\r'))).Append("\r\n");
        for (var i = 0; i < message.Headers.Count; i++)
        {
            text.Append(Encoding.UTF8.GetString(message.Headers.NameText(i).Span)).Append(": ");
            text.Append(MaskValue(message.Headers[i].Name, message.Headers.Value(i).Span)).Append("\r\n");
        }
        return text.Append("\r\n").Append(MaskBody(message)).ToString();
    }

    static string MaskValue(HeaderName name, ReadOnlySpan<byte> value)
    {
        if (name is not (HeaderName.Authorization or HeaderName.ProxyAuthorization))
            return MaskUris(Encoding.UTF8.GetString(value));
        return DigestCredentials.TryParse(value, out var credentials)
            ? $"Digest username=\"{credentials.Username}\", realm=\"{credentials.Realm}\", ***"
            : "***";
    }

    static string MaskUris(string text) => UriPassword().Replace(PushToken().Replace(text, "$1=***"), "$1:***@");

    static string MaskBody(SipMessage message)
    {
        if (message.Body.IsEmpty)
            return "";
        var type = MediaType.Of(message.Headers.First(HeaderName.ContentType).Span);
        return Ascii.EqualsIgnoreCase(type, "application/sdp"u8)
            ? MediaKey().Replace(Encoding.UTF8.GetString(message.Body.Span), "$1***")
            : $"({message.Body.Length} bytes of {Encoding.UTF8.GetString(type)})";
    }

    // A name with an escape in it may be any of them.
    [GeneratedRegex(
        """(;\s*(?:pn-prid|pn-tok|[^;=<>\s"]*%[^;=<>\s"]*)\s*)=\s*(?:"(?:\\.|[^"\\])*"|[^;<>,\s"]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex PushToken();

    [GeneratedRegex("""(sips?:[^@:;<>\s"]*):[^@<>\s"]*@""", RegexOptions.IgnoreCase)]
    private static partial Regex UriPassword();

    // RFC 4568, RFC 4567, RFC 4566 §5.12, RFC 8839.
    [GeneratedRegex("""^((?:a=crypto:|a=key-mgmt:|k=|a=ice-pwd:)).*$""", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex MediaKey();
}
