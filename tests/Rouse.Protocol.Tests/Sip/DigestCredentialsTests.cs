using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class DigestCredentialsTests
{
    internal const string Complete = "username=\"bob\", realm=\"example.org\", nonce=\"n\", uri=\"sip:example.org\", response=\"r\"";

    [Fact]
    public void Header_of_liblinphone_is_read()
    {
        var credentials = Parse(
            " Digest realm=\"test.local\", nonce=\"awO+pGsD\", username=\"bob\",  uri=\"sip:test.local\", response=\"2ee3\"");

        Assert.Equal("bob", credentials.Username);
        Assert.Equal("test.local", credentials.Realm);
        Assert.Equal("awO+pGsD", Text(credentials.Nonce));
        Assert.Equal("sip:test.local", Text(credentials.Uri));
        Assert.Equal("2ee3", Text(credentials.Response));
        Assert.Equal(DigestQop.None, credentials.Qop);
        Assert.Equal(DigestAlgorithm.Md5, credentials.Algorithm);
        Assert.Equal(0u, credentials.NonceCount);
    }

    [Fact]
    public void Every_parameter_is_read_in_any_order_and_case()
    {
        var credentials = Parse(
            "  dIGEST opaque=\"o\",NC=0000001f , qop=auth,cnonce=\"c\",\r\n Algorithm=sha-256-SESS, unknown=x, response=\"r\",uri=\"u\"," +
            " nonce=\"n\",\trealm = \"a realm\" ,username=\"bob\"");

        Assert.Equal("bob", credentials.Username);
        Assert.Equal("a realm", credentials.Realm);
        Assert.Equal("n", Text(credentials.Nonce));
        Assert.Equal("u", Text(credentials.Uri));
        Assert.Equal("r", Text(credentials.Response));
        Assert.Equal("c", Text(credentials.ClientNonce));
        Assert.Equal("o", Text(credentials.Opaque));
        Assert.Equal("auth", Text(credentials.QopText));
        Assert.Equal("0000001f", Text(credentials.NonceCountText));
        Assert.Equal(31u, credentials.NonceCount);
        Assert.Equal(DigestQop.Auth, credentials.Qop);
        Assert.Equal(DigestAlgorithm.Sha256, credentials.Algorithm);
        Assert.True(credentials.IsSession);
    }

    [Theory]
    [InlineData("username=\"b\\\"o\\\\b\"", "b\"o\\b")]
    [InlineData("username=bob", "bob")]
    [InlineData("username=\"\"", "")]
    [InlineData("username=\"a,b=c d\"", "a,b=c d")]
    [InlineData("username=\"J\u00e4s\u00f8n\"", "J\u00e4s\u00f8n")]
    public void Values_are_read_without_quotes_and_escapes(string parameter, string username) =>
        Assert.Equal(username, Parse("Digest " + Complete.Replace("username=\"bob\"", parameter)).Username);

    [Theory]
    [InlineData("algorithm=MD5", DigestAlgorithm.Md5, false)]
    [InlineData("algorithm=\"md5\"", DigestAlgorithm.Md5, false)]
    [InlineData("algorithm=MD5-sess", DigestAlgorithm.Md5, true)]
    [InlineData("algorithm=SHA-256", DigestAlgorithm.Sha256, false)]
    [InlineData("algorithm=SHA-512-256", null, false)]
    [InlineData("algorithm=\"\"", null, false)]
    [InlineData("algorithm=-sess", null, false)]
    public void Algorithm_is_recognised(string parameter, DigestAlgorithm? algorithm, bool isSession)
    {
        var credentials = Parse($"Digest {Complete}, {parameter}");

        Assert.Equal(algorithm, credentials.Algorithm);
        Assert.Equal(isSession, credentials.IsSession);
    }

    [Theory]
    [InlineData("", DigestError.NotDigest)]
    [InlineData("Bearer abc", DigestError.NotDigest)]
    [InlineData("Digestive a=b", DigestError.NotDigest)]
    [InlineData("Digest", DigestError.MissingUsername)]
    [InlineData("Digest ,, ,", DigestError.MissingUsername)]
    [InlineData("Digest username", DigestError.Malformed)]
    [InlineData("Digest =\"bob\"", DigestError.Malformed)]
    [InlineData("Digest username=\"bob", DigestError.Malformed)]
    [InlineData("Digest username=\"bob\\\"", DigestError.Malformed)]
    [InlineData("Digest username=\"bob\"x, realm=\"r\"", DigestError.Malformed)]
    [InlineData("Digest username=\"bob\", USERNAME=\"eve\"", DigestError.Malformed)]
    [InlineData("Digest realm=\"r\", nonce=\"n\", uri=\"u\", response=\"r\"", DigestError.MissingUsername)]
    [InlineData("Digest username=\"b\", nonce=\"n\", uri=\"u\", response=\"r\"", DigestError.MissingRealm)]
    [InlineData("Digest username=\"b\", realm=\"r\", uri=\"u\", response=\"r\"", DigestError.MissingNonce)]
    [InlineData("Digest username=\"b\", realm=\"r\", nonce=\"n\", response=\"r\"", DigestError.MissingUri)]
    [InlineData("Digest username=\"b\", realm=\"r\", nonce=\"n\", uri=\"u\"", DigestError.MissingResponse)]
    [InlineData($"Digest {Complete}, qop=auth, nc=00000001", DigestError.MissingClientNonce)]
    [InlineData($"Digest {Complete}, qop=auth, cnonce=\"c\"", DigestError.MissingNonceCount)]
    [InlineData($"Digest {Complete}, qop=auth, cnonce=\"c\", nc=xyz", DigestError.Malformed)]
    [InlineData($"Digest {Complete}, qop=auth, cnonce=\"c\", nc=\"\"", DigestError.Malformed)]
    [InlineData($"Digest {Complete}, qop=auth, cnonce=\"c\", nc=1ffffffff", DigestError.Malformed)]
    public void What_cannot_be_used_says_why(string header, DigestError expected)
    {
        Assert.False(DigestCredentials.TryParse(Bytes(header), out var credentials, out var error));

        Assert.Null(credentials);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Empty_nonce_and_response_of_a_client_without_a_challenge_are_read() =>
        Assert.True(Parse("Digest username=\"b\", realm=\"r\", nonce=\"\", uri=\"u\", response=\"\"").Nonce.IsEmpty);

    [Fact]
    public void Parameter_name_with_a_stray_byte_is_another_name()
    {
        byte[] header = [.. Bytes("Digest nonce"), 0xff, .. Bytes($"=\"evil\", {Complete}")];

        Assert.True(DigestCredentials.TryParse(header, out var credentials));
        Assert.Equal("n", Text(credentials.Nonce));
    }

    [Fact]
    public void Hostile_bytes_never_throw()
    {
        var random = new Random(7616);
        var valid = Bytes($"Digest {Complete}, algorithm=MD5-sess, qop=auth, cnonce=\"c\\\"\", nc=00000001, opaque=\"o\"");
        var refused = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var header = Damage(valid, random);
            if (!DigestCredentials.TryParse(header, out var credentials))
                refused++;
            else
                Assert.False(DigestResponse.Matches(new string('0', 32), credentials, "REGISTER"u8, DigestAlgorithm.Md5));
        }
        Assert.InRange(refused, 5_000, 49_000);
    }

    static byte[] Damage(byte[] valid, Random random)
    {
        var bytes = valid.AsSpan(0, random.Next(3) == 0 ? random.Next(valid.Length) : valid.Length).ToArray();
        for (var i = random.Next(4); i > 0 && bytes.Length > 0; i--)
            bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : "\"\\,= \r\n"u8[random.Next(7)];
        return bytes;
    }

    static DigestCredentials Parse(string header)
    {
        Assert.True(DigestCredentials.TryParse(Bytes(header), out var credentials, out var error), error.ToString());
        return credentials;
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
