using Rouse.Protocol.Sip.Headers;

namespace Rouse.Protocol.Tests.Sip.Headers;

public sealed class CSeqTests
{
    [Theory]
    [InlineData("1 INVITE", 1, "INVITE")]
    [InlineData("0009\r\n  INVITE", 9, "INVITE")]
    [InlineData("2147483647\tX", 2147483647, "X")]
    [InlineData("0 !%*_+`'~.-", 0, "!%*_+`'~.-")]
    public void A_CSeq_is_taken_apart(string text, long number, string method)
    {
        Assert.True(CSeq.TryParse(Wire.Memory(text).Span, out var cseq));

        Assert.Equal((number, method), (cseq.Number, Wire.Text(cseq.Method)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("INVITE")]
    [InlineData(" 1 INVITE")]
    [InlineData("1INVITE")]
    [InlineData("-1 INVITE")]
    [InlineData("2147483648 INVITE")]
    [InlineData("36893488147419103232 INVITE")]
    [InlineData("1 INVITE now")]
    [InlineData("1 IN/VITE")]
    public void What_is_no_CSeq_is_refused(string text)
    {
        Assert.False(CSeq.TryParse(Wire.Memory(text).Span, out _));
    }
}
