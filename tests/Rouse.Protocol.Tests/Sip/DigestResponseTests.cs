using System.Text;
using System.Text.Json;
using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class DigestResponseTests
{
    // H("bob:example.org:secret")
    internal const string Ha1 = "3d43f24c71b71cdd4be54e0721962a79";

    internal const string TcpUri = "sip:test.local;transport=tcp";

    /// <summary>The vectors of RFC 2617 and RFC 7616 whose algorithm SIP clients use.</summary>
    public static TheoryData<string, string, string, string, string, string> Vectors
    {
        get
        {
            var rows = new TheoryData<string, string, string, string, string, string>();
            using var stream = typeof(DigestResponseTests).Assembly.GetManifestResourceStream("digest.json")!;
            foreach (var vector in JsonDocument.Parse(stream).RootElement.GetProperty("digest").EnumerateArray())
            {
                string Get(string name) => vector.GetProperty(name).GetString()!;
                if (Get("algorithm") == "SHA-512-256")
                    continue;
                string[] quoted = ["username", "realm", "nonce", "uri", "cnonce", "response"];
                string[] plain = ["algorithm", "qop", "nc"];
                var parameters = quoted.Select(name => $"{name}=\"{Get(name)}\"").Concat(plain.Select(name => $"{name}={Get(name)}"));
                var header = "Digest " + string.Join(", ", parameters);
                rows.Add(Get("source"), Get("username"), Get("realm"), Get("password"), Get("method"), header);
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Agrees_with_the_RFCs(string source, string username, string realm, string password, string method, string header)
    {
        var credentials = Parse(header);
        var algorithm = credentials.Algorithm!.Value;
        var methodBytes = Encoding.ASCII.GetBytes(method);
        var ha1 = DigestResponse.Ha1(username, realm, password, algorithm);

        Assert.NotEmpty(source);
        Assert.Equal(Encoding.ASCII.GetString(credentials.Response), DigestResponse.Compute(ha1, credentials, methodBytes, algorithm));
        Assert.True(DigestResponse.Matches(ha1, credentials, methodBytes, algorithm));
    }

    [Fact]
    public void Vectors_hold_both_algorithms() => Assert.Equal(3, Vectors.Count);

    /// <summary>Captured from liblinphone 5.1.65 (the first two) and baresip 1.0.0.</summary>
    [Theory]
    [InlineData("bob", "awO+pGsDvXh6HYIscDPLK4r5zDiVxchn", "REGISTER", "sip:test.local", "2ee343bcdbd6e18a45fbed96c1a0f1c7")]
    [InlineData("alice", "awO+pGsDvXh6HYIscDPLK4r5zDiVxchn", "INVITE", "sip:bob@test.local", "a3a77983e92a62081f0d0721a793dfd4")]
    [InlineData("alice", "awO+wWsDvZWzFfoqAkQoOr4pM0B+D/qq", "REGISTER", TcpUri, "8b31f225cd7097f32a9168f9068d6c46")]
    public void Agrees_with_real_clients_without_qop(string user, string nonce, string method, string uri, string response)
    {
        var ha1 = DigestResponse.Ha1(user, "test.local", user + "pass", DigestAlgorithm.Md5);
        var credentials = Parse(
            $"Digest realm=\"test.local\", nonce=\"{nonce}\", username=\"{user}\",  uri=\"{uri}\", response=\"{response}\"");

        Assert.True(DigestResponse.Matches(ha1, credentials, Encoding.ASCII.GetBytes(method), DigestAlgorithm.Md5));
    }

    [Fact]
    public void Session_variant_binds_A1_to_both_nonces()
    {
        var credentials = Parse(Header("algorithm=MD5-sess, qop=auth, nc=00000001, cnonce=\"c\""));
        var session = DigestResponse.Ha1(Ha1, "n", "c", DigestAlgorithm.Md5);
        var plain = Parse(Header("algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\""));

        Assert.Equal(
            DigestResponse.Compute(session, plain, "REGISTER"u8, DigestAlgorithm.Md5),
            DigestResponse.Compute(Ha1, credentials, "REGISTER"u8, DigestAlgorithm.Md5));
    }

    [Theory]
    [InlineData("REGISTER", "n", "sip:example.org", true)]
    [InlineData("INVITE", "n", "sip:example.org", false)]
    [InlineData("REGISTER", "m", "sip:example.org", false)]
    [InlineData("REGISTER", "n", "sip:example.net", false)]
    public void Response_counts_for_one_method_nonce_and_URI(string method, string nonce, string uri, bool isRight)
    {
        var response = DigestResponse.Compute(Ha1, Parse(Header("")), "REGISTER"u8, DigestAlgorithm.Md5)!;
        var credentials = Parse(Header("", response, nonce, uri));

        Assert.Equal(isRight, DigestResponse.Matches(Ha1, credentials, Encoding.ASCII.GetBytes(method), DigestAlgorithm.Md5));
    }

    [Fact]
    public void Hexadecimal_may_be_in_upper_case()
    {
        var response = DigestResponse.Compute(Ha1, Parse(Header("")), "REGISTER"u8, DigestAlgorithm.Md5)!;
        var credentials = Parse(Header("", response.ToUpperInvariant()));

        Assert.True(DigestResponse.Matches(Ha1.ToUpperInvariant(), credentials, "REGISTER"u8, DigestAlgorithm.Md5));
    }

    [Theory]
    [InlineData(0, 32, true)]
    [InlineData(0, 31, false)]
    [InlineData(1, 31, false)]
    [InlineData(0, 0, false)]
    public void Response_must_be_whole(int start, int length, bool isRight)
    {
        var response = DigestResponse.Compute(Ha1, Parse(Header("")), "REGISTER"u8, DigestAlgorithm.Md5)!.Substring(start, length);

        Assert.Equal(isRight, DigestResponse.Matches(Ha1, Parse(Header("", response)), "REGISTER"u8, DigestAlgorithm.Md5));
    }

    [Fact]
    public void Auth_int_is_refused()
    {
        var credentials = Parse(Header("qop=auth-int, nc=00000001, cnonce=\"c\""));

        Assert.Null(DigestResponse.Compute(Ha1, credentials, "REGISTER"u8, DigestAlgorithm.Md5));
        Assert.False(DigestResponse.Matches(Ha1, credentials, "REGISTER"u8, DigestAlgorithm.Md5));
    }

    [Theory]
    [InlineData(DigestAlgorithm.Sha256, Ha1)]
    [InlineData(DigestAlgorithm.Md5, "")]
    [InlineData(DigestAlgorithm.Md5, Ha1 + "0")]
    public void HA1_of_another_algorithm_matches_nothing(DigestAlgorithm algorithm, string ha1) =>
        Assert.Null(DigestResponse.Compute(ha1, Parse(Header("")), "REGISTER"u8, algorithm));

    [Theory]
    [InlineData(500)]
    [InlineData(60_000)]
    public void Long_values_are_hashed_whole(int length)
    {
        var nonce = new string('n', length);
        var credentials = Parse(Header("", nonce: nonce));
        var a2 = DigestResponse.Ha1("REGISTER", "sip", "example.org", DigestAlgorithm.Md5);

        Assert.Equal(
            DigestResponse.Ha1(Ha1, nonce, a2, DigestAlgorithm.Md5),
            DigestResponse.Compute(Ha1, credentials, "REGISTER"u8, DigestAlgorithm.Md5));
    }

    static string Header(string more, string response = "", string nonce = "n", string uri = "sip:example.org") =>
        $"Digest username=\"bob\", realm=\"example.org\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", {more}";

    static DigestCredentials Parse(string header)
    {
        Assert.True(DigestCredentials.TryParse(Encoding.UTF8.GetBytes(header), out var credentials, out var error), error.ToString());
        return credentials;
    }
}
