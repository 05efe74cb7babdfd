using System.Text;
using Rouse.Push.Delivery;

namespace Rouse.Push.Tests.Delivery;

public sealed class ReasonTextTests
{
    [Theory]
    [InlineData("no such app", "no such app")]
    [InlineData("  two\r\n\tlines \n", "two lines")]
    [InlineData("bell\a, bidi\u202e, nul\0", "bell , bidi , nul")]
    [InlineData("", "")]
    [InlineData("""{"reason":"BadTopic","code":3}""", "BadTopic")]
    [InlineData("""{"message":"m","error":"e","reason":"r"}""", "r")]
    [InlineData("""  {"error":"e","detail":"d"}""", "e")]
    [InlineData("""{"detail":"Näh"}""", "Näh")]
    [InlineData("""{"reason":7,"detail":"d"}""", "d")]
    [InlineData("""{"reason":{"text":"deep"}}""", "")]
    [InlineData("""{"reason":"\ud800"}""", "")]
    [InlineData("""{"reason":"cut""", "")]
    [InlineData("{}", "")]
    [InlineData("""["reason"]""", """["reason"]""")]
    public void Body_becomes_one_line(string body, string reason) => Assert.Equal(reason, Reason(body, "token"));

    [Theory]
    [InlineData("bad token abc:DEF/1 here", "bad token [token] here")]
    [InlineData("bad token ABC:def/1", "bad token [token]")]
    [InlineData("Cannot GET /push/abc%3ADEF%2F1", "Cannot GET /push/[token]")]
    [InlineData("Cannot GET /push/abc%3aDEF%2f1", "Cannot GET /push/[token]")]
    [InlineData("""{"reason":"abc:DEF\/1 is dead"}""", "[token] is dead")]
    [InlineData("""{"x":"abc:DEF\/1"}""", "")]
    [InlineData("""{"x":"abc:DEF\/1""", "")]
    public void Token_is_never_in_a_reason(string body, string reason) => Assert.Equal(reason, Reason(body, "abc:DEF/1"));

    [Fact]
    public void Empty_token_masks_nothing() => Assert.Equal("no token", Reason("no token", ""));

    [Fact]
    public void Token_is_masked_in_the_errors_of_the_transport()
    {
        var error = new HttpRequestException(HttpRequestError.InvalidResponse, "Received an invalid status line: 'abc'");
        Assert.Equal("InvalidResponse: Received an invalid status line: '[token]'", ReasonText.Of(error, "abc"));
    }

    [Fact]
    public void Bytes_that_are_no_text_do_no_harm() =>
        Assert.Equal("\ufffd\ufffd", ReasonText.Of(new byte[] { 0xFF, 0xFE }, "token"));

    [Fact]
    public void Two_hundred_characters_are_shown_and_one_more_is_cut()
    {
        Assert.Equal(new string('x', 200), Reason(new string('x', 200), "token"));
        Assert.Equal(new string('x', 199) + "…", Reason(new string('x', 201), "token"));
    }

    [Fact]
    public void Cut_leaves_no_half_character() =>
        Assert.Equal(new string('x', 198) + "…", Reason(new string('x', 198) + "🐓🐓", "token"));

    private static string Reason(string body, string token) => ReasonText.Of(Encoding.UTF8.GetBytes(body), token);
}
