using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Diversion;

namespace Rouse.Server.Tests.Diversion;

public sealed class DiversionRulesTests
{
    [Theory]
    [InlineData(486, DiversionCase.Busy, 486)]
    [InlineData(600, DiversionCase.Busy, 486)]
    [InlineData(603, DiversionCase.Busy, 486)]
    [InlineData(408, DiversionCase.NoAnswer, 408)]
    [InlineData(480, DiversionCase.Unreachable, 404)]
    [InlineData(404, DiversionCase.Unreachable, 404)]
    [InlineData(503, DiversionCase.Unreachable, 404)]
    public void Answer_is_diverted_with_its_cause(int status, DiversionCase expected, int cause)
    {
        Assert.Equal(expected, DiversionRules.CaseOf(status));
        Assert.Equal(cause, DiversionRules.CauseOf(expected));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(407)]
    [InlineData(415)]
    [InlineData(487)]
    [InlineData(488)]
    [InlineData(606)]
    public void What_the_caller_must_hear_is_not(int status) => Assert.Null(DiversionRules.CaseOf(status));

    // RFC 4458 §3, §6.
    [Theory]
    [InlineData("sip:bob@example.org", ";target=sip:bob%40example.org;cause=486")]
    [InlineData("sips:b%20b@example.org;user=phone", ";target=sips:b%2520b%40example.org%3Buser%3Dphone;cause=486")]
    [InlineData("sip:ü@[2001:db8::1]", ";target=sip:%C3%BC%40[2001:db8::1];cause=486")]
    public void URI_says_whose_call_it_was_and_why_it_comes(string target, string expected)
    {
        var written = DiversionUri.Parameters(Encoding.UTF8.GetBytes(target), 486);

        Assert.Equal(expected, Encoding.UTF8.GetString(written));
        Assert.True(SipUri.TryParse((byte[])[.. "sip:vm@example.org"u8, .. written], out var read) && read.Parameters.IsWellFormed);
    }
}
