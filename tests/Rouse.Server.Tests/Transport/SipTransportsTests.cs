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

    /// <summary>As the system routes, and not in the order of the listeners: a machine may be in several networks.</summary>
    [Theory]
    [InlineData(SipTransport.Udp, "10.1.2.3", "127.0.0.2")]
    [InlineData(SipTransport.Udp, "192.0.2.3", "127.0.0.1")]
    [InlineData(SipTransport.Udp, "198.51.100.3", "127.0.0.1")]
    [InlineData(SipTransport.Udp, "2001:db8::3", "::1")]
    [InlineData(SipTransport.Tcp, "10.1.2.3", "127.0.0.1")]
    public async Task Request_to_a_server_leaves_where_the_system_has_its_way_to_it(SipTransport transport, string server, string from)
    {
        await using var transports = new SipTransports(
            [
                Listen(SipTransport.Udp), Listen(SipTransport.Udp, "127.0.0.2") with { PublicAddress = "inside.example.org" },
                Listen(SipTransport.Udp, "::1"), Listen(SipTransport.Tcp),
            ],
            "outside.example.org", TimeProvider.System, new RecordingLoggers())
        {
            SourceTowards = static remote => remote.ToString()[..3] switch
            {
                "10." => IPAddress.Parse("127.0.0.2"),
                "192" => IPAddress.Loopback,
                _ => null,
            },
        };
        await transports.StartAsync(new RecordingSink());
        var flow = transports.FlowTo(new Destination(transport, new IPEndPoint(IPAddress.Parse(server), 5060), ""));

        Assert.Equal(IPAddress.Parse(from), flow!.Listener.Local.Address);
        Assert.Equal(from == "127.0.0.2" ? "inside.example.org" : "outside.example.org", flow.Listener.Host);
    }

    [Fact]
    public async Task Address_that_is_shown_is_ours_as_the_bound_one()
    {
        IFlowTable transports = new SipTransports(
            [Listen(SipTransport.Udp)], "203.0.113.9", TimeProvider.System, new RecordingLoggers());
        await ((SipTransports)transports).StartAsync(new RecordingSink());
        var port = transports.Listeners[0].Local.Port;

        Assert.True(transports.IsOurs(new Destination(SipTransport.Udp, new IPEndPoint(IPAddress.Parse("203.0.113.9"), port), "")));
        Assert.True(transports.IsOurs(new Destination(SipTransport.Udp, new IPEndPoint(IPAddress.Loopback, port), "")));
        Assert.False(transports.IsOurs(new Destination(SipTransport.Tcp, new IPEndPoint(IPAddress.Loopback, port), "")));
        Assert.False(transports.IsOurs(new Destination(SipTransport.Udp, new IPEndPoint(IPAddress.Loopback, port - 1), "")));
        Assert.False(transports.IsOurs(new Destination(SipTransport.Udp, new IPEndPoint(IPAddress.Parse("203.0.113.8"), port), "")));
        await ((SipTransports)transports).DisposeAsync();
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
