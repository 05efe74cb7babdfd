using System.Security.Cryptography;
using System.Text;

namespace Rouse.Protocol.Sip;

/// <summary>
/// The request digest of RFC 7616 §3.4.1 with qop=auth, and of RFC 2069 without qop (RFC 3261 §22.4 item 8).
/// auth-int is refused: it is never offered.
/// </summary>
public static class DigestResponse
{
    /// <summary>H(username:realm:password) in lower-case hexadecimal, what a user file may keep in place of the password.</summary>
    public static string Ha1(string username, string realm, string password, DigestAlgorithm algorithm)
    {
        Span<byte> hex = stackalloc byte[DigestAlgorithms.HexLength(algorithm)];
        var text = new ByteBuffer(128);
        text.Add(username);
        text.Add(":"u8);
        text.Add(realm);
        text.Add(":"u8);
        text.Add(password);
        DigestInput.Hash(text.Written, algorithm, hex);
        text.Return();
        return Encoding.ASCII.GetString(hex);
    }

    /// <summary>The only right response, in lower-case hexadecimal; null when there is none: unknown qop, HA1 of another length.</summary>
    /// <param name="ha1">Hexadecimal, in any case.</param>
    /// <param name="credentials">Nonce, URI and qop are taken from it; its algorithm only for -sess.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="algorithm">The hash that <paramref name="ha1"/> was made with.</param>
    public static string? Compute(
        ReadOnlySpan<char> ha1, DigestCredentials credentials, ReadOnlySpan<byte> method, DigestAlgorithm algorithm)
    {
        Span<byte> hex = stackalloc byte[DigestAlgorithms.HexLength(algorithm)];
        return TryCompute(ha1, credentials, method, algorithm, hex) ? Encoding.ASCII.GetString(hex) : null;
    }

    /// <summary>Whether the response is the right one. The time that it takes does not tell where they differ.</summary>
    public static bool Matches(
        ReadOnlySpan<char> ha1, DigestCredentials credentials, ReadOnlySpan<byte> method, DigestAlgorithm algorithm)
    {
        Span<byte> expected = stackalloc byte[DigestAlgorithms.HexLength(algorithm)];
        if (!TryCompute(ha1, credentials, method, algorithm, expected) || credentials.Response.Length != expected.Length)
            return false;
        Span<byte> received = stackalloc byte[expected.Length];
        Ascii.ToLower(credentials.Response, received, out var length);
        return CryptographicOperations.FixedTimeEquals(expected, received[..length]);
    }

    static bool TryCompute(
        ReadOnlySpan<char> ha1, DigestCredentials credentials, ReadOnlySpan<byte> method, DigestAlgorithm algorithm, Span<byte> hex)
    {
        if (credentials.Qop == DigestQop.Other || ha1.Length != hex.Length)
            return false;
        // Room for A1 and A2, every value of the credentials, the method, and the colons.
        var size = 2 * hex.Length + credentials.TextLength + method.Length + 8;
        var input = new DigestInput(algorithm, size <= 768 ? stackalloc byte[768] : new byte[size]);

        Span<byte> a1 = stackalloc byte[hex.Length];
        Ascii.ToLower(ha1, a1, out _);
        if (credentials.IsSession)
        {
            input.Add(a1);
            input.Add(credentials.Nonce);
            input.Add(credentials.ClientNonce);
            input.HashTo(a1);
        }

        Span<byte> a2 = stackalloc byte[hex.Length];
        input.Add(method);
        input.Add(credentials.Uri);
        input.HashTo(a2);

        input.Add(a1);
        input.Add(credentials.Nonce);
        if (credentials.Qop == DigestQop.Auth)
        {
            input.Add(credentials.NonceCountText);
            input.Add(credentials.ClientNonce);
            input.Add(credentials.QopText);
        }
        input.Add(a2);
        input.HashTo(hex);
        return true;
    }
}
