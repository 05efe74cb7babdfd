using Rouse.Protocol.Sip.Headers;

namespace Rouse.Protocol.Tests.Sip.Headers;

public sealed class ViaTests
{
    [Theory]
    [InlineData("SIP/2.0/UDP a.example.org;branch=z9hG4bK1", "UDP", "a.example.org", "a.example.org", 0, "z9hG4bK1")]
    [InlineData("SIP/2.0/TCP 192.0.2.1:5070;rport;branch=z9hG4bK.x-~", "TCP", "192.0.2.1:5070", "192.0.2.1", 5070, "z9hG4bK.x-~")]
    [InlineData("SIP/2.0/TLS [2001:db8::9:1]:5061;branch=b", "TLS", "[2001:db8::9:1]:5061", "2001:db8::9:1", 5061, "b")]
    [InlineData("SIP/2.0/WS df7jal23ls0d.invalid;alias", "WS", "df7jal23ls0d.invalid", "df7jal23ls0d.invalid", 0, "")]
    [InlineData("sip/2.0/udp a", "udp", "a", "a", 0, "")]
    [InlineData("SIP / 2.0 / UDP \t a : 5060 ; branch = x", "UDP", "a : 5060", "a", 5060, "x")]
    [InlineData("SIP\r\n / 2.0\r\n /UDP\r\n  a\r\n ;branch=x", "UDP", "a", "a", 0, "x")]
    [InlineData("SIP/2.0/UDP 10.0.0.1:0;branch=x", "UDP", "10.0.0.1:0", "10.0.0.1", 0, "x")]
    public void A_Via_is_taken_apart(string text, string transport, string sentBy, string host, int port, string branch)
    {
        Assert.True(Via.TryParse(Wire.Memory(text), out var via));

        Assert.True(via.IsSip2);
        Assert.Equal((transport, sentBy), (Wire.Text(via.Transport), Wire.Text(via.SentBy)));
        Assert.Equal((host, port, branch), (Wire.Text(via.Host), via.Port, Wire.Text(via.Branch)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIP/2.0/UDP")]
    [InlineData("SIP/2.0/UDP ;branch=x")]
    [InlineData("SIP/2.0 a")]
    [InlineData("SIP/2.0/ a")]
    [InlineData("/2.0/UDP a")]
    [InlineData("SIP/2.0/UDP a b")]
    [InlineData("SIP/2.0/UDP a:b")]
    [InlineData("SIP/2.0/UDP a:5060:5060")]
    [InlineData("SIP/2.0/UDP a:70000")]
    [InlineData("SIP/2.0/UDP 2001:db8::1")]
    [InlineData("SIP/2.0/UDP [2001:db8::1")]
    [InlineData("SIP/2.0/UDP <a>")]
    public void What_is_no_Via_is_refused(string text)
    {
        Assert.False(Via.TryParse(Wire.Memory(text), out _));
    }

    [Theory]
    [InlineData("SIP/7.0/UDP a")]
    [InlineData("XIP/2.0/UDP a")]
    public void Another_protocol_is_read_but_not_ours(string text)
    {
        Assert.True(Via.TryParse(Wire.Memory(text), out var via));

        Assert.False(via.IsSip2);
    }

    [Theory]
    [InlineData("z9hG4bKx", true)]
    [InlineData("Z9HG4BKx", true)]
    [InlineData("z9hG4bK", true)]
    [InlineData("z9hG4b", false)]
    [InlineData("xz9hG4bK", false)]
    public void The_cookie_is_recognised(string branch, bool hasCookie)
    {
        Assert.True(Via.TryParse(Wire.Memory($"SIP/2.0/UDP a;branch={branch}"), out var via));

        Assert.Equal(hasCookie, via.HasMagicCookie);
    }
}
