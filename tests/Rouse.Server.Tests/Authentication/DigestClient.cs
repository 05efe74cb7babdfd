using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Rouse.Server.Tests.Authentication;

/// <summary>The other side of RFC 7616, written for tests without any of our code: answers a challenge.</summary>
sealed record DigestClient
{
    public string Username { get; init; } = "alice";

    public string Password { get; init; } = "alice-secret";

    public string Uri { get; init; } = "sip:example.org";

    public uint Count { get; init; } = 1;

    public string ClientNonce { get; init; } = "0a4f113b";

    /// <summary>Null answers as RFC 2069 does.</summary>
    public string? Qop { get; init; } = "auth";

    /// <summary>Null leaves it out of the answer.</summary>
    public string? AlgorithmName { get; init; } = "MD5";

    /// <summary>The value of Authorization or Proxy-Authorization.</summary>
    public string Answer(string challenge, string method)
    {
        var (realm, nonce) = (Parameter(challenge, "realm"), Parameter(challenge, "nonce"));
        var a1 = Hash($"{Username}:{realm}:{Password}");
        if (AlgorithmName?.EndsWith("-sess", StringComparison.Ordinal) == true)
            a1 = Hash($"{a1}:{nonce}:{ClientNonce}");
        var a2 = Hash($"{method}:{Uri}");
        var response = Hash(Qop == null ? $"{a1}:{nonce}:{a2}" : $"{a1}:{nonce}:{Count:x8}:{ClientNonce}:{Qop}:{a2}");
        return $"Digest realm=\"{realm}\", nonce=\"{nonce}\", username=\"{Username}\", uri=\"{Uri}\", response=\"{response}\""
            + (AlgorithmName == null ? "" : $", algorithm={AlgorithmName}")
            + (Qop == null && AlgorithmName?.EndsWith("-sess", StringComparison.Ordinal) != true ? "" : $", cnonce=\"{ClientNonce}\"")
            + (Qop == null ? "" : $", qop={Qop}, nc={Count:x8}");
    }

    public static string Parameter(string challenge, string name) => Regex.Match(challenge, $"{name}=\"?([^\",]*)").Groups[1].Value;

    /// <summary>H(text), hexadecimal.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what SIP clients speak (RFC 3261 §22.4).")]
    public static string Hash(string text, bool isSha256)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(isSha256 ? SHA256.HashData(bytes) : MD5.HashData(bytes));
    }

    string Hash(string text) => Hash(text, AlgorithmName?.StartsWith("SHA-256", StringComparison.Ordinal) == true);
}
