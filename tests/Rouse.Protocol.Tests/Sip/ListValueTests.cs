using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class ListValueTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" a ", "a")]
    [InlineData("a,b", "a|b")]
    [InlineData("<sip:a,b@c> , \"x, y\" <sip:d>;p=\"1,2\"", "<sip:a,b@c>|\"x, y\" <sip:d>;p=\"1,2\"")]
    [InlineData("a,", "a|")]
    [InlineData(",", "|")]
    public void Values_stand_between_commas(string text, string expected) =>
        Assert.Equal(
            expected, string.Join('|', ListValue.Split(Encoding.UTF8.GetBytes(text)).Select(value => Encoding.UTF8.GetString(value.Span))));
}
