using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class SipUriTests
{
    [Theory]
    [InlineData("sip:bob@example.org", UriScheme.Sip, "bob", "example.org", 0)]
    [InlineData("SIP:bob@Example.org:5070", UriScheme.Sip, "bob", "Example.org", 5070)]
    [InlineData("sips:bob@example.org", UriScheme.Sips, "bob", "example.org", 0)]
    [InlineData("sip:example.org", UriScheme.Sip, "", "example.org", 0)]
    [InlineData("sip:bob:secret@example.org", UriScheme.Sip, "bob", "example.org", 0)]
    [InlineData("sip:bob:@example.org", UriScheme.Sip, "bob", "example.org", 0)]
    [InlineData("sip:b%40b@example.org", UriScheme.Sip, "b%40b", "example.org", 0)]
    [InlineData("sip:+49-30;phone-context=x@example.org", UriScheme.Sip, "+49-30;phone-context=x", "example.org", 0)]
    [InlineData("sip:a?b=c@example.org", UriScheme.Sip, "a?b=c", "example.org", 0)]
    [InlineData("sip:#31#123@example.org", UriScheme.Sip, "#31#123", "example.org", 0)]
    [InlineData("sip:jürgen@example.org", UriScheme.Sip, "jürgen", "example.org", 0)]
    [InlineData("sip:bob@my_pbx", UriScheme.Sip, "bob", "my_pbx", 0)]
    [InlineData("sip:bob@192.0.2.1:65535", UriScheme.Sip, "bob", "192.0.2.1", 65535)]
    [InlineData("sip:bob@192.0.2.1:0", UriScheme.Sip, "bob", "192.0.2.1", 0)]
    [InlineData("sip:bob@192.0.2.1:05060", UriScheme.Sip, "bob", "192.0.2.1", 5060)]
    [InlineData("sip:bob@[2001:db8::1]", UriScheme.Sip, "bob", "2001:db8::1", 0)]
    [InlineData("sip:[::1]:5060", UriScheme.Sip, "", "::1", 5060)]
    [InlineData("sip:bob@[::ffff:192.0.2.1]:5060;lr", UriScheme.Sip, "bob", "::ffff:192.0.2.1", 5060)]
    [InlineData("tel:+4930123;x=y", UriScheme.Tel, "", "", 0)]
    [InlineData("urn:service:sos", UriScheme.Other, "", "", 0)]
    [InlineData("soap.beep://192.0.2.103", UriScheme.Other, "", "", 0)]
    [InlineData("sip+x:bob@example.org", UriScheme.Other, "", "", 0)]
    public void A_URI_is_taken_apart(string text, UriScheme scheme, string user, string host, int port)
    {
        Assert.True(SipUri.TryParse(Wire.Memory(text), out var uri));

        Assert.Equal((scheme, user, host, port), (uri.Scheme, Wire.Text(uri.User), Wire.Text(uri.Host), uri.Port));
        Assert.Equal(text, uri.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip")]
    [InlineData("sip:")]
    [InlineData(":bob@example.org")]
    [InlineData("bob@example.org")]
    [InlineData("*")]
    [InlineData("sip:@example.org")]
    [InlineData("sip::secret@example.org")]
    [InlineData("sip:bob@")]
    [InlineData("sip:bob@a@b")]
    [InlineData("sip:bob@exa mple.org")]
    [InlineData("sip: bob@example.org")]
    [InlineData("sip:bob@example.org ")]
    [InlineData("sip:bob@ex%61mple.org")]
    [InlineData("sip:bob@example.org:")]
    [InlineData("sip:bob@example.org:x")]
    [InlineData("sip:bob@example.org:65536")]
    [InlineData("sip:bob@example.org:-1")]
    [InlineData("sip:bob@example.org:5060:5060")]
    [InlineData("sip:bob@2001:db8::1")]
    [InlineData("sip:bob@[2001:db8::1")]
    [InlineData("sip:bob@2001:db8::1]")]
    [InlineData("sip:bob@[]")]
    [InlineData("sip:bob@[192.0.2.1]")]
    [InlineData("sip:bob@[::1]5060")]
    [InlineData("sip:bob@[::1]:")]
    [InlineData("sip:bob@[[::1]]")]
    [InlineData("sip:bob@;lr")]
    [InlineData("<sip:bob@example.org>")]
    [InlineData("sip:bob@example.org;x=\"y\"")]
    [InlineData("sip:bob@example.org\u007f")]
    [InlineData("1sip:bob@example.org")]
    [InlineData("s p:bob@example.org")]
    public void What_is_no_URI_is_refused(string text)
    {
        Assert.False(SipUri.TryParse(Wire.Memory(text), out _));
    }

    [Fact]
    public void Parameters_and_headers_stand_behind_the_host()
    {
        Assert.True(SipUri.TryParse(Wire.Memory("sip:bob@h:1;pn-prid=TOK:voip&t2;LR;x=?Route=%3Csip:a%3E&b=c;d"), out var uri));

        Assert.Equal("h:1", Wire.Text(uri.HostPort));
        Assert.Equal(";pn-prid=TOK:voip&t2;LR;x=", Wire.Text(uri.Parameters.Text));
        Assert.Equal("?Route=%3Csip:a%3E&b=c;d", Wire.Text(uri.Headers));
        Assert.True(uri.Parameters.Contains("lr"u8));
        Assert.True(uri.Parameters.TryGet("PN-PRID"u8, out var token));
        Assert.Equal("TOK:voip&t2", Wire.Text(token));
    }

    [Fact]
    public void HostPort_keeps_brackets()
    {
        Assert.True(SipUri.TryParse(Wire.Memory("sip:bob@[2001:db8::1]:5070;lr"), out var uri));

        Assert.Equal("[2001:db8::1]:5070", Wire.Text(uri.HostPort));
    }
}
