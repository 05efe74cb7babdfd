using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class SipHostTests
{
    [Theory]
    [InlineData("::", true)]
    [InlineData("::1", true)]
    [InlineData("2001:db8::10:5070", true)]
    [InlineData("2001:DB8:0:0:0:0:0:1", true)]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", true)]
    [InlineData("2001:db8::192.0.2.1", true)]
    [InlineData("2001:db8:::192.0.2.1", true)]
    [InlineData("2001:db8:::1", false)]
    [InlineData("2001:db8::::192.0.2.1", false)]
    [InlineData(":::", false)]
    [InlineData("", false)]
    [InlineData(":", false)]
    [InlineData("1:2:3:4:5:6:7:8:9", false)]
    [InlineData("1::2::3", false)]
    [InlineData("12345::", false)]
    [InlineData("::256.0.0.1", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("::1/64", false)]
    [InlineData("[::1]", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("::g", false)]
    [InlineData("0000:0000:0000:0000:0000:0000:0000:0000:0000:1", false)]
    public void An_IPv6_address_is_recognised(string text, bool isAddress)
    {
        Assert.Equal(isAddress, SipHost.IsIPv6Address(Wire.Memory(text).Span));
    }

    [Theory]
    [InlineData("a.example.org", "a.example.org", 0, false)]
    [InlineData("a.example.org : 5060", "a.example.org", 5060, false)]
    [InlineData("[2001:db8::1] :\t5060", "2001:db8::1", 5060, true)]
    [InlineData("127.0.0.1:1", "127.0.0.1", 1, false)]
    public void A_host_and_its_port_are_told_apart(string text, string host, int port, bool isIPv6)
    {
        Assert.True(SipHost.TryParse(Wire.Memory(text), out var foundHost, out var foundPort, out var foundIPv6));

        Assert.Equal((host, port, isIPv6), (Wire.Text(foundHost), foundPort, foundIPv6));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData(":5060")]
    [InlineData(" ")]
    [InlineData("a:5060:5060")]
    [InlineData("a:50 60")]
    [InlineData("[::1")]
    [InlineData("[")]
    [InlineData("]")]
    [InlineData("[::1] 5060")]
    public void What_is_no_host_is_refused(string text)
    {
        Assert.False(SipHost.TryParse(Wire.Memory(text), out _, out _, out _));
    }
}
