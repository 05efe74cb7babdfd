using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class DigestAnswerTests
{
    const string Nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    const string ClientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    /// <summary>The example of RFC 7616 §3.9.1.</summary>
    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Agrees_with_the_RFC(string algorithm, string response)
    {
        var challenge = $"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, nonce=\"{Nonce}\", "
            + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

        Assert.True(DigestAnswer.TryWrite(
            Encoding.UTF8.GetBytes(challenge), "Mufasa", "Circle of Life", "GET", "/dir/index.html", ClientNonce, out var answer));
        Assert.Equal(
            $"Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"{Nonce}\", uri=\"/dir/index.html\", "
            + $"algorithm={algorithm}, opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", qop=auth, nc=00000001, "
            + $"cnonce=\"{ClientNonce}\", response=\"{response}\"",
            answer);
    }

    /// <summary>Challenge and response captured from liblinphone 5.1.65.</summary>
    [Fact]
    public void Without_qop_it_is_the_digest_of_RFC_2069()
    {
        Assert.True(DigestAnswer.TryWrite(
            "Digest realm=\"test.local\", nonce=\"awO+pGsDvXh6HYIscDPLK4r5zDiVxchn\""u8, "bob", "bobpass", "REGISTER", "sip:test.local",
            "unused", out var answer));

        Assert.EndsWith("algorithm=MD5, response=\"2ee343bcdbd6e18a45fbed96c1a0f1c7\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bob", "example.org")]
    [InlineData("\"bob\\", "a \\\"quoted\\\" realm")]
    [InlineData("bøb", "пример")]
    public void Server_accepts_the_answer(string username, string realm)
    {
        var challenge = $"Digest realm=\"{realm}\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\"";

        Assert.True(DigestAnswer.TryWrite(Encoding.UTF8.GetBytes(challenge), username, "secret", "INVITE", "sip:a@b", "c", out var answer));
        Assert.True(DigestCredentials.TryParse(Encoding.UTF8.GetBytes(answer), out var credentials));
        var ha1 = DigestResponse.Ha1(username, credentials.Realm, "secret", DigestAlgorithm.Sha256);
        Assert.Equal(username, credentials.Username);
        Assert.True(DigestResponse.Matches(ha1, credentials, "INVITE"u8, DigestAlgorithm.Sha256));
    }

    [Theory]
    [InlineData("Basic realm=\"r\"")]
    [InlineData("Digest realm=\"r\"")]
    [InlineData("Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256")]
    [InlineData("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"")]
    [InlineData("Digest realm=\"r\", nonce=\"n")]
    [InlineData("")]
    public void What_cannot_be_answered_is_refused(string challenge) =>
        Assert.False(DigestAnswer.TryWrite(Encoding.UTF8.GetBytes(challenge), "u", "p", "INVITE", "sip:a@b", "c", out _));
}
