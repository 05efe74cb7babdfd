using Rouse.Protocol.Sip;
using Rouse.Server.Authentication;

namespace Rouse.Server.Tests.Authentication;

/// <summary>The real digest, with a record of the work that it did.</summary>
sealed class CountedDigest : IDigest
{
    readonly Digest _digest = new();

    public List<string> Work { get; } = [];

    public string Ha1(string username, string realm, string password, DigestAlgorithm algorithm)
    {
        Work.Add($"A1 {algorithm}");
        return _digest.Ha1(username, realm, password, algorithm);
    }

    public bool Matches(string ha1, DigestCredentials credentials, ReadOnlySpan<byte> method, DigestAlgorithm algorithm)
    {
        Work.Add($"response {algorithm} from {ha1.Length}");
        return _digest.Matches(ha1, credentials, method, algorithm);
    }
}
