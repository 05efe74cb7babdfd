using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Configuration;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("udp://*:5060", SipTransport.Udp, null, 5060)]
    [InlineData("udp://*", SipTransport.Udp, null, 5060)]
    [InlineData("tcp://192.0.2.1:0", SipTransport.Tcp, "192.0.2.1", 0)]
    [InlineData("tcp://0.0.0.0:65535", SipTransport.Tcp, "0.0.0.0", 65535)]
    [InlineData("tcp://[::1]:5070", SipTransport.Tcp, "::1", 5070)]
    [InlineData("udp://[2001:db8::1]", SipTransport.Udp, "2001:db8::1", 5060)]
    [InlineData("tls://*", SipTransport.Tls, null, 5061)]
    [InlineData("tls://[::1]", SipTransport.Tls, "::1", 5061)]
    [InlineData("tls://192.0.2.1:443", SipTransport.Tls, "192.0.2.1", 443)]
    public void Address_is_read(string text, SipTransport transport, string? address, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out var listen, out _));
        var bind = address is null ? null : IPAddress.Parse(address);
        Assert.Equal(new ListenAddress { Transport = transport, Address = bind, Port = port }, listen);
    }

    [Theory]
    [InlineData("5060", "\"5060\" is not a listen address; write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061")]
    [InlineData("sip:192.0.2.1", "\"sip:192.0.2.1\" is not a listen address; write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061")]
    [InlineData("sctp://*:5060", "\"sctp\" is not a transport; write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061")]
    [InlineData("UDP://*:5060", "\"UDP\" is not a transport; write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061")]
    [InlineData("wss://*:443", "WebSocket comes later; this version listens on udp://, tcp:// and tls://")]
    [InlineData(
        "udp://example.org:5060",
        "\"example.org\" is not an IP address (IPv6 in brackets); write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061")]
    [InlineData(
        "udp://::1:5060",
        "\"::1\" is not an IP address (IPv6 in brackets); write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061")]
    [InlineData(
        "udp://127.1:5060",
        "\"127.1\" is not an IP address (IPv6 in brackets); write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061")]
    [InlineData(
        "udp://[192.0.2.1]:5060",
        "\"[192.0.2.1]\" is not an IP address (IPv6 in brackets); write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061")]
    [InlineData("udp://:5060", "\"\" is not an IP address (IPv6 in brackets); write udp://*:5060, tcp://192.0.2.1:5060 or tls://*:5061")]
    [InlineData("udp://*:65536", "\"65536\" is not a port; write 0 to 65535")]
    [InlineData("udp://*:-1", "\"-1\" is not a port; write 0 to 65535")]
    [InlineData("udp://*:", "\"\" is not a port; write 0 to 65535")]
    public void Wrong_address_is_refused_with_what_to_write(string text, string error)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out var given));
        Assert.Equal(error, given);
    }

    [Theory]
    [InlineData("udp://*:5060")]
    [InlineData("tcp://192.0.2.1:5070")]
    [InlineData("tcp://[2001:db8::1]:5060")]
    [InlineData("tls://*:5061")]
    public void Address_is_written_as_it_was_read(string text)
    {
        Assert.True(ListenAddress.TryParse(text, out var listen, out _));
        Assert.Equal(text, listen.ToString());
    }
}
