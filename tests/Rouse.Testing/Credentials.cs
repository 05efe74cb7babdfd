using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Rouse.Protocol.Sip;

namespace Rouse.Testing;

/// <summary>
/// Answers digest challenges as a phone does (RFC 7616 §3.4): the first one, with qop=auth; nothing of it is our own code.
/// </summary>
sealed class Credentials(string user, string password)
{
    int _count;

    /// <summary>The header line that answers a 401 or 407.</summary>
    public string Answer(SipMessage challenge, string method, string uri)
    {
        var isProxy = challenge is SipResponse { Status: 407 };
        var text = challenge.Value(isProxy ? HeaderName.ProxyAuthenticate : HeaderName.WwwAuthenticate);
        var (realm, nonce, algorithm) = (Parameter(text, "realm"), Parameter(text, "nonce"), Parameter(text, "algorithm"));
        var count = $"{++_count:x8}";
        var response = Hash(
            $"{Hash($"{user}:{realm}:{password}", algorithm)}:{nonce}:{count}:0a4f113b:auth:{Hash($"{method}:{uri}", algorithm)}",
            algorithm);
        return $"{(isProxy ? "Proxy-Authorization" : "Authorization")}: Digest realm=\"{realm}\", nonce=\"{nonce}\", "
            + $"username=\"{user}\", uri=\"{uri}\", "
            + $"response=\"{response}\", algorithm={algorithm}, cnonce=\"0a4f113b\", qop=auth, nc={count}";
    }

    static string Parameter(string challenge, string name) => Regex.Match(challenge, $"{name}=\"?([^\",]*)").Groups[1].Value;

    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what SIP phones speak (RFC 3261 §22.4).")]
    static string Hash(string text, string algorithm)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(algorithm == "SHA-256" ? SHA256.HashData(bytes) : MD5.HashData(bytes));
    }
}
