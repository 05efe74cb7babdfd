using System.Text;

namespace Rouse.Protocol.Sip;

/// <summary>Writes the value of a WWW-Authenticate or Proxy-Authenticate header (RFC 7616 §3.3, RFC 8760 §2.6).</summary>
public static class DigestChallenge
{
    /// <summary>One challenge with qop="auth". Several algorithms are several headers, the preferred one first (RFC 8760 §2.3).</summary>
    /// <param name="realm">Shown to the user and part of the digest. Quotes are escaped, control characters left out.</param>
    /// <param name="nonce">As the client must return it.</param>
    /// <param name="algorithm">The only one of this challenge.</param>
    /// <param name="isStale">The response was right but its nonce is too old: the client need not ask its user again.</param>
    /// <param name="opaque">Returned by the client unchanged; null sends none.</param>
    public static string Write(string realm, string nonce, DigestAlgorithm algorithm, bool isStale = false, string? opaque = null)
    {
        var text = new StringBuilder("Digest realm=", 192);
        AppendQuoted(text, realm);
        text.Append(", nonce=");
        AppendQuoted(text, nonce);
        text.Append(", algorithm=").Append(DigestAlgorithms.Name(algorithm)).Append(", qop=\"auth\"");
        if (opaque != null)
        {
            text.Append(", opaque=");
            AppendQuoted(text, opaque);
        }
        return isStale ? text.Append(", stale=true").ToString() : text.ToString();
    }

    internal static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (char.IsControl(c))
                continue;
            if (c is '"' or '\\')
                text.Append('\\');
            text.Append(c);
        }
        text.Append('"');
    }
}
