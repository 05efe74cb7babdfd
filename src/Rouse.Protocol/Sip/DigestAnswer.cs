using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Rouse.Protocol.Sip;

/// <summary>
/// Answers a digest challenge as a client does (RFC 7616 §3.4): with qop=auth where it is offered, else as RFC 2069 did
/// (RFC 3261 §22.4 item 8).
/// </summary>
public static class DigestAnswer
{
    /// <summary>Makes the value of the Authorization or Proxy-Authorization header.</summary>
    /// <param name="challenge">Value of WWW-Authenticate or Proxy-Authenticate.</param>
    /// <param name="username">Without domain.</param>
    /// <param name="password">As the user knows it.</param>
    /// <param name="method">Of the request that is answered with.</param>
    /// <param name="uri">Its Request-URI.</param>
    /// <param name="clientNonce">Fresh and random: <c>cnonce</c>.</param>
    /// <param name="answer">Null when the challenge cannot be answered.</param>
    /// <returns>False: no Digest, an algorithm that we do not know, or only a qop that we do not speak.</returns>
    public static bool TryWrite(
        ReadOnlySpan<byte> challenge, string username, string password, string method, string uri, string clientNonce,
        [NotNullWhen(true)] out string? answer)
    {
        answer = null;
        if (!TryRead(challenge, out var asked))
            return false;
        var text = new StringBuilder(512).Append("Digest username=\"").Append(Escape(username));
        text.Append("\", realm=\"").Append(asked.Realm).Append("\", nonce=\"").Append(asked.Nonce).Append("\", uri=\"").Append(uri);
        text.Append("\", algorithm=").Append(asked.Algorithm);
        if (asked.Opaque is not null)
            text.Append(", opaque=\"").Append(asked.Opaque).Append('"');
        // Each challenge is answered once, so the nonce is always used for the first time.
        if (asked.HasQop)
            text.Append(", qop=auth, nc=00000001, cnonce=\"").Append(clientNonce).Append('"');
        answer = Complete(text.Append(", response=\"").ToString(), password, method);
        return answer is not null;
    }

    static string? Complete(string unfinished, string password, string method)
    {
        // The server reads it in the same way, so what it will hash is what is hashed here.
        if (!DigestCredentials.TryParse(Encoding.UTF8.GetBytes(unfinished + '"'), out var credentials)
            || credentials.Algorithm is not { } algorithm)
            return null;
        var ha1 = DigestResponse.Ha1(credentials.Username, credentials.Realm, password, algorithm);
        var response = DigestResponse.Compute(ha1, credentials, Encoding.ASCII.GetBytes(method), algorithm);
        return response is null ? null : unfinished + response + '"';
    }

    // Quoted values are kept with their escapes: they go back as they came.
    static bool TryRead(ReadOnlySpan<byte> challenge, out Challenge asked)
    {
        asked = new Challenge("", "", "MD5", null, false);
        var (isOffered, isSpoken) = (false, false);
        var reader = new DigestReader(challenge);
        if (!Ascii.EqualsIgnoreCase(reader.ReadScheme(), "Digest"u8))
            return false;
        while (reader.MoveNext())
        {
            var value = Encoding.UTF8.GetString(reader.Value);
            if (Ascii.EqualsIgnoreCase(reader.Name, "realm"u8))
                asked = asked with { Realm = value };
            else if (Ascii.EqualsIgnoreCase(reader.Name, "nonce"u8))
                asked = asked with { Nonce = value };
            else if (Ascii.EqualsIgnoreCase(reader.Name, "algorithm"u8))
                asked = asked with { Algorithm = value };
            else if (Ascii.EqualsIgnoreCase(reader.Name, "opaque"u8))
                asked = asked with { Opaque = value };
            else if (Ascii.EqualsIgnoreCase(reader.Name, "qop"u8))
                (isOffered, isSpoken) = (true, OffersAuth(value));
        }
        asked = asked with { HasQop = isOffered };
        return !reader.IsMalformed && asked.Nonce.Length > 0 && isOffered == isSpoken;
    }

    static bool OffersAuth(string qop) => qop.Split(',', StringSplitOptions.TrimEntries).Contains("auth", StringComparer.OrdinalIgnoreCase);

    static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    readonly record struct Challenge(string Realm, string Nonce, string Algorithm, string? Opaque, bool HasQop);
}
