using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class DigestChallengeTests
{
    [Theory]
    [InlineData(DigestAlgorithm.Md5, false, null, "algorithm=MD5, qop=\"auth\"")]
    [InlineData(DigestAlgorithm.Sha256, false, null, "algorithm=SHA-256, qop=\"auth\"")]
    [InlineData(DigestAlgorithm.Md5, true, "o", "algorithm=MD5, qop=\"auth\", opaque=\"o\", stale=true")]
    public void Is_written_as_RFC_8760_asks(DigestAlgorithm algorithm, bool isStale, string? opaque, string expected) =>
        Assert.Equal(
            "Digest realm=\"example.org\", nonce=\"abc\", " + expected,
            DigestChallenge.Write("example.org", "abc", algorithm, isStale, opaque));

    [Fact]
    public void Realm_cannot_break_out_of_its_quotes() =>
        Assert.StartsWith(
            "Digest realm=\"a\\\"b\\\\cX: y\", nonce=",
            DigestChallenge.Write("a\"b\\c\r\nX: y", "n", DigestAlgorithm.Md5),
            StringComparison.Ordinal);
}
