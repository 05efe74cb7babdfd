using System.Net;
using System.Net.Sockets;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

public sealed class RecentEndPointsTests
{
    readonly RecentEndPoints _recent = new(AddressFamily.InterNetwork);

    [Theory]
    [InlineData("192.0.2.17:5060")]
    [InlineData("255.255.255.255:65535")]
    [InlineData("[2001:db8::1]:1")]
    [InlineData("[fe80::1%3]:5060")]
    public void End_point_is_what_the_datagram_came_from(string text)
    {
        var source = IPEndPoint.Parse(text);
        var endPoint = Of(new RecentEndPoints(source.AddressFamily), source);

        Assert.Equal(source, endPoint);
        Assert.Equal(source.ToString(), endPoint.ToString());
        Assert.Equal(source.Serialize(), endPoint.Path.ToSocketAddress());
        Assert.Equal(UdpRemote.Of(source.Serialize()), endPoint.Path);
    }

    [Fact]
    public void Next_datagram_from_there_is_not_described_anew() => Assert.Same(Of("192.0.2.1:1"), Of("192.0.2.1:1"));

    [Theory]
    [InlineData("192.0.2.1:2")]
    [InlineData("192.0.2.2:1")]
    public void Other_address_or_port_is_another_end_point(string other)
    {
        var first = Of("192.0.2.1:1");

        Assert.Equal(IPEndPoint.Parse(other), Of(other));
        Assert.Equal(IPEndPoint.Parse("192.0.2.1:1"), first);
    }

    [Fact]
    public void More_than_there_are_places_are_told_apart()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 3 * RecentEndPoints.Places; i++)
            {
                var source = new IPEndPoint(new IPAddress([127, 0, (byte)(i >> 8), (byte)i]), 5060);
                Assert.Equal(source, Of(_recent, source));
            }
        }
    }

    [Fact]
    public void Who_was_there_lately_is_found_among_a_few_others()
    {
        IPEndPoint[] sources = [.. Enumerable.Range(1, 64).Select(static i => new IPEndPoint(new IPAddress([127, 2, 0, (byte)i]), 6000))];
        var first = Array.ConvertAll(sources, source => Of(_recent, source));

        Assert.InRange(sources.Where((source, i) => ReferenceEquals(first[i], Of(_recent, source))).Count(), 50, 64);
    }

    UdpEndPoint Of(string source) => Of(_recent, IPEndPoint.Parse(source));

    static UdpEndPoint Of(RecentEndPoints recent, IPEndPoint source)
    {
        var address = source.Serialize();
        return recent.Of(address, UdpRemote.Of(address));
    }
}
