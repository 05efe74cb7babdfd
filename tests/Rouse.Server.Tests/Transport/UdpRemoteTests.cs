using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

public sealed class UdpRemoteTests
{
    [Theory]
    [InlineData("192.0.2.7:5060")]
    [InlineData("127.0.0.1:65535")]
    [InlineData("[2001:db8::7]:5060")]
    [InlineData("[fe80::1%3]:5061")]
    [InlineData("[::ffff:192.0.2.7]:1")]
    public void Leads_where_it_came_from(string text)
    {
        var endpoint = IPEndPoint.Parse(text);
        var address = UdpRemote.Of(endpoint.Serialize()).ToSocketAddress();
        Assert.Equal(endpoint, new IPEndPoint(endpoint.Address, 0).Create(address));
        Assert.Equal(endpoint.Serialize(), address);
    }

    [Fact]
    public void Address_of_a_thread_is_the_one_asked_for_last()
    {
        UdpRemote.Of(IPEndPoint.Parse("[fe80::1%3]:5061").Serialize()).ToSocketAddress();
        var last = IPEndPoint.Parse("[2001:db8::7]:5060");
        Assert.Equal(last.Serialize(), UdpRemote.Of(last.Serialize()).ToSocketAddress());
    }
}
