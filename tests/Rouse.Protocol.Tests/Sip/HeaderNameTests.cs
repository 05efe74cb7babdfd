using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class HeaderNameTests
{
    public static TheoryData<HeaderName> Known => [.. Enum.GetValues<HeaderName>().Where(n => n != HeaderName.Other)];

    [Theory]
    [MemberData(nameof(Known))]
    public void A_name_is_read_as_it_is_written_in_any_case(HeaderName name)
    {
        var text = Wire.Text(HeaderNames.ToWire(name));

        Assert.Equal(name.ToString(), text.Replace("-", ""), ignoreCase: true);
        Assert.Equal(name, HeaderNames.Parse(Wire.Memory(text).Span));
        Assert.Equal(name, HeaderNames.Parse(Wire.Memory(text.ToUpperInvariant()).Span));
        Assert.Equal(name, HeaderNames.Parse(Wire.Memory(text.ToLowerInvariant()).Span));
        Assert.Equal(HeaderName.Other, HeaderNames.Parse(Wire.Memory(text + "x").Span));
        Assert.Equal(HeaderName.Other, HeaderNames.Parse(Wire.Memory(text[..^1] + "%").Span));
    }

    [Theory]
    [InlineData("v", HeaderName.Via)]
    [InlineData("F", HeaderName.From)]
    [InlineData("t", HeaderName.To)]
    [InlineData("I", HeaderName.CallId)]
    [InlineData("m", HeaderName.Contact)]
    [InlineData("L", HeaderName.ContentLength)]
    [InlineData("c", HeaderName.ContentType)]
    [InlineData("k", HeaderName.Supported)]
    [InlineData("o", HeaderName.Event)]
    [InlineData("s", HeaderName.Other)]
    [InlineData("6", HeaderName.Other)]
    [InlineData("\u0016", HeaderName.Other)]
    public void A_compact_name_is_read(string text, HeaderName name)
    {
        Assert.Equal(name, HeaderNames.Parse(Wire.Memory(text).Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("C%6Fntact")]
    [InlineData("Xia")]
    [InlineData("Content-Length-And-Much-More-Of-It")]
    [InlineData("A-header-name-of-thirty-one-lett")]
    public void Other_names_are_other(string text)
    {
        Assert.Equal(HeaderName.Other, HeaderNames.Parse(Wire.Memory(text).Span));
    }

    [Fact]
    public void Other_is_never_written()
    {
        Assert.True(HeaderNames.ToWire(HeaderName.Other).IsEmpty);
    }

    [Fact]
    public void Other_headers_are_found_by_their_text()
    {
        var request = Wire.RequestWith("X-One: 1\nx-TWO: 2\nX-Two: 3");

        Assert.Equal("2", Wire.Text(request.Headers.FirstOther("X-Two"u8)));
        Assert.True(request.Headers.FirstOther("X-Three"u8).IsEmpty);
        Assert.True(request.Headers.FirstOther("Via"u8).IsEmpty);
    }
}
