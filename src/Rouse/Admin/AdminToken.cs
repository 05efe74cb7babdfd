using System.Security.Cryptography;
using System.Text;

namespace Rouse.Admin;

/// <summary>The token of the operator (RFC 6750 §2.1). Comparing takes as long whatever was sent.</summary>
sealed class AdminToken(string token)
{
    public const string Scheme = "Bearer ";

    readonly byte[] _hash = Hash(token);

    public bool Proves(string? authorization) =>
        authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
        && CryptographicOperations.FixedTimeEquals(Hash(authorization[Scheme.Length..].Trim()), _hash);

    static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
