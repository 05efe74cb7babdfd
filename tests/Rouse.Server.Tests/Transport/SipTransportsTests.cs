using System.Net;
using System.Net.Sockets;
using System.Text;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

public class SipTransportsTests
{
    [Fact]
    public async Task All_transports_start_together_and_are_asked_together()
    {
        var sink = new RecordingSink();
        await using var transports = Create(Listen(SipTransport.Udp), Listen(SipTransport.Tcp), Listen(SipTransport.Udp, "::1"));
        Assert.Empty(transports.Listeners);
        await transports.StartAsync(sink);
        Assert.Equal([SipTransport.Udp, SipTransport.Tcp, SipTransport.Udp], transports.Listeners.Select(listener => listener.Transport));

        using var phone = new TcpPeer(transports.Listeners[1].Local);
        phone.Send(Wire.Request("a"));
        var (_, connection) = await sink.NextAsync();
        Assert.Same(connection, transports.Find(connection.Id));

        using var datagrams = new UdpPeer(transports.Listeners[2].Local);
        datagrams.Send(Wire.Request("b"));
        var (_, flow) = await sink.NextAsync();
        Assert.Null(transports.Find(flow.Id));
        flow.Retain();
        Assert.Same(flow, transports.Find(flow.Id));
        Assert.Same(flow, transports.FlowTo(transports.Listeners[2], datagrams.Local));
        Assert.Null(transports.FlowTo(transports.Listeners[1], phone.Local));
        Assert.Null(transports.Find(-1));
    }

    [Fact]
    public async Task All_or_none_start_and_the_error_names_the_address()
    {
        await using var taken = new TcpServer(new RecordingSink());
        var free = FreeUdpPort();
        var transports = Create(Listen(SipTransport.Udp, port: free), Listen(SipTransport.Tcp, port: taken.Address.Port));
        var thrown = await Assert.ThrowsAsync<SocketException>(() => transports.StartAsync(new RecordingSink()));
        Assert.Equal($"tcp://127.0.0.1:{taken.Address.Port}: address already in use", thrown.Message);
        Assert.Empty(transports.Listeners);

        await using var again = Create(Listen(SipTransport.Udp, port: free));
        await again.StartAsync(new RecordingSink());
        await transports.DisposeAsync();
    }

    [Fact]
    public void Transport_that_is_not_spoken_is_refused() =>
        Assert.Throws<NotSupportedException>(() => Create(Listen(SipTransport.Tls)));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("0:0:0:0:0:0:0:1", true)]
    [InlineData("localhost", true)]
    [InlineData("LocalHost", true)]
    [InlineData("sip.example.org", true)]
    [InlineData("SIP.Example.Org", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("::2", false)]
    [InlineData("example.org", false)]
    [InlineData("", false)]
    public async Task Own_host_on_an_own_port_is_ours_and_on_another_port_it_may_be_a_phone(string host, bool isOwn)
    {
        await using var transports = Create(
            Listen(SipTransport.Udp) with { PublicAddress = "sip.example.org" },
            Listen(SipTransport.Tcp, "::1"));
        await transports.StartAsync(new RecordingSink());
        var (first, second) = (transports.Listeners[0].Local.Port, transports.Listeners[1].Local.Port);
        var name = Encoding.ASCII.GetBytes(host);
        Assert.Equal(isOwn, transports.IsOwn(name, first) || transports.IsOwn(name, second));
        Assert.False(transports.IsOwn(name, Other(first, second)));
        // Neither listens on 5060.
        Assert.False(transports.IsOwn(name, 0));
    }

    [Fact]
    public void Port_that_a_uri_leaves_out_is_that_of_the_transport()
    {
        Assert.Equal(5060, SipTransport.Udp.DefaultPort());
        Assert.Equal(5060, SipTransport.Tcp.DefaultPort());
        Assert.Equal(5061, SipTransport.Tls.DefaultPort());
    }

    [Fact]
    public void Flow_numbers_grow_and_begin_elsewhere_in_each_process()
    {
        var ids = new FlowIds();
        var (first, second) = (ids.Next(), ids.Next());
        Assert.True(first > 0);
        Assert.Equal(first + 1, second);
        Assert.True(Math.Abs(new FlowIds().Next() - first) > 1_000);
    }

    [Theory]
    [InlineData(null, "udp://*:5060")]
    [InlineData("192.0.2.1", "udp://192.0.2.1:5060")]
    [InlineData("::", "udp://[::]:5060")]
    public void Listen_address_reads_as_it_is_written(string? address, string text)
    {
        var parsed = address == null ? null : IPAddress.Parse(address);
        Assert.Equal(text, new ListenAddress { Transport = SipTransport.Udp, Address = parsed, Port = 5060 }.ToString());
    }

    static int Other(int first, int second) => Enumerable.Range(1_024, 3).First(port => port != first && port != second);

    static int FreeUdpPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    static ListenAddress Listen(SipTransport transport, string address = "127.0.0.1", int port = 0) =>
        new() { Transport = transport, Address = IPAddress.Parse(address), Port = port };

    SipTransports Create(params ListenAddress[] listen) => new(listen, null, TimeProvider.System, new RecordingLoggers());
}
