using Rouse.Protocol.Sip;

namespace Rouse.Server.Authentication;

/// <summary>The two computations of a password check: what they cost must not tell who exists.</summary>
interface IDigest
{
    /// <summary>H(username:realm:password), hexadecimal.</summary>
    string Ha1(string username, string realm, string password, DigestAlgorithm algorithm);

    /// <summary>Whether the response in <paramref name="credentials"/> follows from <paramref name="ha1"/>.</summary>
    bool Matches(string ha1, DigestCredentials credentials, ReadOnlySpan<byte> method, DigestAlgorithm algorithm);
}

/// <summary>The digest of RFC 7616.</summary>
sealed class Digest : IDigest
{
    public string Ha1(string username, string realm, string password, DigestAlgorithm algorithm) =>
        DigestResponse.Ha1(username, realm, password, algorithm);

    public bool Matches(string ha1, DigestCredentials credentials, ReadOnlySpan<byte> method, DigestAlgorithm algorithm) =>
        DigestResponse.Matches(ha1, credentials, method, algorithm);
}
