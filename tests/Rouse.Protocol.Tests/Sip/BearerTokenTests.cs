using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class BearerTokenTests
{
    [Theory]
    [InlineData("Bearer abc", "abc")]
    [InlineData("bearer\t abc.DEF-1_~+/== ", "abc.DEF-1_~+/==")]
    [InlineData(" BEARER abc", "abc")]
    public void Token_is_read(string value, string expected)
    {
        Assert.True(BearerToken.TryParse(Encoding.UTF8.GetBytes(value), out var token));
        Assert.Equal(expected, token);
    }

    [Theory]
    [InlineData("Bearer", true)]
    [InlineData("Bearer ", true)]
    [InlineData("Bearer a b", true)]
    [InlineData("Bearer a,b", true)]
    [InlineData("Bearer \"a\"", true)]
    [InlineData("Bearer ä", true)]
    [InlineData("Bearerabc", false)]
    [InlineData("Digest abc", false)]
    [InlineData("", false)]
    public void What_is_none_is_not(string value, bool isBearer)
    {
        Assert.False(BearerToken.TryParse(Encoding.UTF8.GetBytes(value), out _));
        Assert.Equal(isBearer, BearerToken.IsBearer(Encoding.UTF8.GetBytes(value)));
    }

    [Fact]
    public void Challenge_has_what_is_given()
    {
        Assert.Equal(
            "Bearer realm=\"example.org\", authz_server=\"https://login.example.org\", scope=\"sip calls\", error=\"invalid_token\"",
            BearerToken.WriteChallenge("example.org", "https://login.example.org", "sip calls", "invalid_token"));
        Assert.Equal(
            "Bearer realm=\"a\\\"b\", authz_server=\"https://login.example.org\"",
            BearerToken.WriteChallenge("a\"b", "https://login.example.org", null, null));
    }
}
