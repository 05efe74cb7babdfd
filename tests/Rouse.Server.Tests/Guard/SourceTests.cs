using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Guard;

public sealed class SourceTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("fe80::1", "fe80::/64")]
    [InlineData("::1", "::/64")]
    public void Source_is_an_IPv4_address_or_the_network_of_an_IPv6_one(string address, string shown)
    {
        var sender = Sender.Of(new IPEndPoint(IPAddress.Parse(address), 5060));

        Assert.Equal(shown, sender.Source.ToString());
        Assert.True(Source.TryParse(shown, out var again));
        Assert.Equal(sender.Source, again);
        Assert.True(Source.TryParse(address, out again));
        Assert.Equal(sender.Source, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bob")]
    [InlineData("192.0.2.0/24")]
    [InlineData("192.0.2.7/64")]
    [InlineData("2001:db8::/63")]
    [InlineData("/64")]
    public void Text_that_is_no_source_is_none(string text) => Assert.False(Source.TryParse(text, out _));

    [Fact]
    public void Datagram_and_connection_of_one_address_are_one_sender()
    {
        foreach (var address in (string[])["192.0.2.7", "2001:db8::7"])
        {
            var endPoint = new IPEndPoint(IPAddress.Parse(address), 40_000);
            Assert.Equal(Sender.Of(endPoint), Sender.Of(UdpRemote.Of(endPoint.Serialize())));
            Assert.Equal(endPoint.ToString(), Sender.Of(endPoint).ToString());
        }
    }
}
