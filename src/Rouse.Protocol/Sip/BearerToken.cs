using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Rouse.Protocol.Sip;

/// <summary>The Bearer scheme (RFC 6750 §2.1, RFC 8898): reads the token of a request, writes the challenge of a response.</summary>
public static class BearerToken
{
    /// <summary>b64token (RFC 6750 §2.1).</summary>
    static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="u8);

    static ReadOnlySpan<byte> Space => " \t\r\n"u8;

    /// <summary>Whether a header value has this scheme, be its token good or not.</summary>
    public static bool IsBearer(ReadOnlySpan<byte> headerValue)
    {
        var text = headerValue.TrimStart(Space);
        var end = text.IndexOfAny(Space);
        return Ascii.EqualsIgnoreCase(end < 0 ? text : text[..end], "Bearer"u8);
    }

    /// <param name="headerValue">Of Authorization or Proxy-Authorization, from the scheme on.</param>
    /// <param name="token">Null when there is none.</param>
    public static bool TryParse(ReadOnlySpan<byte> headerValue, [NotNullWhen(true)] out string? token)
    {
        token = null;
        if (!IsBearer(headerValue))
            return false;
        var text = headerValue.TrimStart(Space)["Bearer".Length..].Trim(Space);
        if (text.IsEmpty || text.ContainsAnyExcept(TokenBytes))
            return false;
        token = Encoding.ASCII.GetString(text);
        return true;
    }

    /// <summary>Value of WWW-Authenticate or Proxy-Authenticate (RFC 8898 §4).</summary>
    /// <param name="realm">As in the digest challenge beside it.</param>
    /// <param name="authorizationServer">https URI of who gives tokens.</param>
    /// <param name="scope">The least that the token must have; null for nothing in particular.</param>
    /// <param name="error">What is wrong with the token that came, such as <c>invalid_token</c>; null when none came.</param>
    public static string WriteChallenge(string realm, string authorizationServer, string? scope, string? error)
    {
        var text = new StringBuilder("Bearer realm=", 192);
        DigestChallenge.AppendQuoted(text, realm);
        Append(text, "authz_server", authorizationServer);
        Append(text, "scope", scope);
        Append(text, "error", error);
        return text.ToString();
    }

    static void Append(StringBuilder text, string name, string? value)
    {
        if (value == null)
            return;
        text.Append(", ").Append(name).Append('=');
        DigestChallenge.AppendQuoted(text, value);
    }
}
