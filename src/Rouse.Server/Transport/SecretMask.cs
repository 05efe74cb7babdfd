using System.Text;
using System.Text.RegularExpressions;

namespace Rouse.Server.Transport;

/// <summary>
/// A message as logs may show it: digest responses, push tokens, media keys and message bodies are masked, so that a log can be sent to a stranger.
/// </summary>
static partial class SecretMask
{
    /// <param name="message">As it is on the wire.</param>
    /// <param name="withSecrets">The operator asked for everything (<c>--log-secrets</c>).</param>
    public static string Show(ReadOnlySpan<byte> message, bool withSecrets)
    {
        var text = Encoding.UTF8.GetString(message);
        return withSecrets ? text : Mask(text);
    }

    static string Mask(string text)
    {
        var body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = Secret().Replace(body < 0 ? text : text[..body], "$1***");
        if (body < 0)
            return head;
        var isMessage = text.StartsWith("MESSAGE ", StringComparison.Ordinal);
        var content = text[(body + 4)..];
        return $"{head}\r\n\r\n{(isMessage && content.Length > 0 ? $"({content.Length} characters)" : MediaKey().Replace(content, "$1***"))}";
    }

    [GeneratedRegex("""(\b(?:response|cnonce)="?|;pn-prid=|;pn-tok=)[^";>,\s]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex("""(a=crypto:\S+ \S+ inline:|a=ice-pwd:)\S+""")]
    private static partial Regex MediaKey();
}
