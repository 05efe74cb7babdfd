using Microsoft.IdentityModel.Tokens;

namespace Rouse.Server.Authentication.Bearer;

/// <summary>How tokens may be signed: with a private key that only the authorization server has (RFC 8725 §3.1, §3.2).</summary>
static class TokenSignature
{
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Whether a key can verify one of them.</summary>
    public static bool CanBeOf(SecurityKey key) =>
        Algorithms.Any(algorithm => key.CryptoProviderFactory.IsSupportedAlgorithm(algorithm, key));
}
