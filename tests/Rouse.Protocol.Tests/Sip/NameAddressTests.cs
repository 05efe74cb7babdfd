using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class NameAddressTests
{
    [Theory]
    [InlineData("<sip:a@b>", "", "sip:a@b", "", true)]
    [InlineData("sip:a@b", "", "sip:a@b", "", false)]
    [InlineData("sip:a@b;tag=1", "", "sip:a@b", ";tag=1", false)]
    [InlineData("sip:a@b ; tag = 1", "", "sip:a@b", "; tag = 1", false)]
    [InlineData("sip:a@b;x=\"<y>\";tag=1", "", "sip:a@b", ";x=\"<y>\";tag=1", false)]
    [InlineData("<sip:a@b;lr>;tag=1", "", "sip:a@b;lr", ";tag=1", true)]
    [InlineData("<sip:a@b?x=y,z>", "", "sip:a@b?x=y,z", "", true)]
    [InlineData("Bob <sip:a@b>", "Bob", "sip:a@b", "", true)]
    [InlineData("Bob<sip:a@b>", "Bob", "sip:a@b", "", true)]
    [InlineData("Bob O'Neill Jr. <sip:a@b>", "Bob O'Neill Jr.", "sip:a@b", "", true)]
    [InlineData("Jürgen Größe <sip:a@b>", "Jürgen Größe", "sip:a@b", "", true)]
    [InlineData("\"Bob\" <sip:a@b> ;tag=1", "\"Bob\"", "sip:a@b", ";tag=1", true)]
    [InlineData("\"\" <sip:a@b>", "\"\"", "sip:a@b", "", true)]
    [InlineData("\"Bell, <A>; \\\"x\\\" \\\\\" <sip:a@b>", "\"Bell, <A>; \\\"x\\\" \\\\\"", "sip:a@b", "", true)]
    [InlineData("\"Bob\"\r\n\t<sip:a@b>", "\"Bob\"", "sip:a@b", "", true)]
    [InlineData("*", "", "*", "", false)]
    public void An_address_is_taken_apart(string text, string name, string uri, string parameters, bool hasBrackets)
    {
        Assert.True(NameAddress.TryParse(Wire.Memory(text), out var address));

        Assert.Equal((name, uri, hasBrackets), (Wire.Text(address.DisplayName), Wire.Text(address.UriText), address.HasBrackets));
        Assert.Equal(parameters, Wire.Text(address.Parameters.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"open <sip:a@b>")]
    [InlineData("\"escaped end\\\" <sip:a@b>")]
    [InlineData("\"name\" sip:a@b")]
    [InlineData("\"name\"")]
    [InlineData("\"name\" x <sip:a@b>")]
    [InlineData("Bell, A <sip:a@b>")]
    [InlineData("Bell; A <sip:a@b>")]
    [InlineData("Mr. \"X\" <sip:a@b>")]
    [InlineData("<sip:a@b")]
    [InlineData("sip:a@b>")]
    [InlineData("<sip:a@b> tag=1")]
    [InlineData("<sip:a@b>>")]
    [InlineData("<<sip:a@b>>")]
    [InlineData("< sip:a@b >")]
    [InlineData("<>")]
    [InlineData("sip:a@b?x=y")]
    [InlineData("sip:a,b@c")]
    [InlineData(";tag=1")]
    public void What_is_no_address_is_refused(string text)
    {
        Assert.False(NameAddress.TryParse(Wire.Memory(text), out var address) && address.TryGetUri(out _));
    }
}
