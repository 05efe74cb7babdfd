using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

public sealed class UdpTransportTests : IAsyncDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly RecordingLoggers _log = new();
    readonly List<IAsyncDisposable> _started = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _started)
            await transport.DisposeAsync();
    }

    [Theory, InlineData("127.0.0.1"), InlineData("::1")]
    public async Task Datagram_is_handed_over_with_its_source_and_the_answer_leaves_from_where_it_came_to(string address)
    {
        var sink = Answering.Sink();
        var server = Start(sink, address);
        using var phone = new UdpPeer(server);
        phone.Send(Wire.Request("a", bodyBytes: 5));

        var (message, flow) = await sink.NextAsync();
        Assert.Equal(Wire.Request("a", 5), message.Bytes.ToArray());
        Assert.Equal(phone.Local, flow.Remote);
        Assert.Equal(server, flow.Listener.Local);
        Assert.False(flow.IsReliable);
        var (answer, from) = await phone.ReceiveAsync();
        Assert.Equal(Wire.Answer("a"), answer);
        Assert.Equal(server, from);
    }

    // 65,535 less the headers of IPv4 and UDP.
    [Fact]
    public async Task Largest_datagram_passes_both_ways_and_one_byte_more_is_dropped()
    {
        const int largest = 65_507;
        var sink = new RecordingSink();
        using var phone = new UdpPeer(Start(sink));
        phone.Send(Wire.RequestOf(largest));
        var (message, flow) = await sink.NextAsync();
        Assert.Equal(Wire.RequestOf(largest), message.Bytes.ToArray());

        Assert.True(flow.Send(new byte[largest + 1]));
        Assert.True(flow.Send(Wire.RequestOf(largest)));
        var (echo, _) = await phone.ReceiveAsync();
        Assert.Equal(Wire.RequestOf(largest), echo);
        Assert.Contains(_log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("65508 bytes"));
    }

    [Fact]
    public async Task Keep_alive_is_answered_and_other_blanks_are_not()
    {
        var sink = Answering.Sink();
        using var phone = new UdpPeer(Start(sink));
        phone.Send("\r\n"u8);
        phone.Send([]);
        phone.Send("\r\n\r\n\r\n"u8);
        phone.Send("\r\n\r\n"u8);
        phone.Send(Wire.Request("a"));

        Assert.Equal("\r\n"u8.ToArray(), (await phone.ReceiveAsync()).Datagram);
        Assert.Equal(Wire.Answer("a"), (await phone.ReceiveAsync()).Datagram);
        await sink.NextAsync();
        Assert.Equal(0, sink.Waiting);
    }

    [Fact]
    public async Task Stun_is_passed_over_and_garbage_dropped_with_a_word_in_the_debug_log()
    {
        var sink = new RecordingSink();
        using var phone = new UdpPeer(Start(sink));
        byte[] stun = [0x00, 0x01, 0, 0, 0x21, 0x12, 0xA4, 0x42, .. new byte[12]];
        phone.Send(stun);
        phone.Send(Wire.Request("a"));
        await sink.NextAsync();
        Assert.Equal(0, _log.Count(LogLevel.Debug));

        byte[] withoutCookie = [.. stun[..4], .. new byte[16]];
        phone.Send(withoutCookie);
        phone.Send("hello"u8);
        phone.Send(Wire.Request("b"));
        Assert.Equal("b", Wire.CallId((await sink.NextAsync()).Message));
        Assert.Equal(2, _log.Count(LogLevel.Debug));
    }

    [Fact]
    public async Task Failing_handler_costs_one_datagram()
    {
        var sink = new RecordingSink((message, _) =>
        {
            if (Wire.CallId(message) == "bad")
                throw new SocketException((int)SocketError.TimedOut);
        });
        using var phone = new UdpPeer(Start(sink));
        phone.Send(Wire.Request("bad"));
        phone.Send(Wire.Request("good"));
        Assert.Equal("good", Wire.CallId((await sink.NextAsync()).Message));
        Assert.Equal(1, _log.Count(LogLevel.Error));
    }

    [Fact]
    public async Task Icmp_port_unreachable_does_not_end_the_loop()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks Linux to report what UDP otherwise hides");
        var sink = new RecordingSink();
        var server = Start(sink, out var transport);
        // IPPROTO_IP, IP_RECVERR
        transport.Sockets[0].Socket.SetRawSocketOption(0, 11, BitConverter.GetBytes(1));
        using var phone = new UdpPeer(server);
        phone.Send(Wire.Request("a"));
        var (_, alive) = await sink.NextAsync();
        using (var gone = new UdpPeer(server))
            gone.Send(Wire.Request("b"));
        var (_, dead) = await sink.NextAsync();

        Assert.True(dead.Send(Wire.Answer("b")));
        await Patience.Until(() => _log.Count(LogLevel.Debug) > 0);
        phone.Send(Wire.Request("c"));
        Assert.Equal("c", Wire.CallId((await sink.NextAsync()).Message));
        Assert.True(alive.Send(Wire.Answer("c")));
        Assert.Equal(Wire.Answer("c"), (await phone.ReceiveAsync()).Datagram);
    }

    [Fact]
    public void Second_server_on_the_port_fails_and_names_the_address()
    {
        var server = Start(new RecordingSink());
        var thrown = Assert.Throws<SocketException>(() => Start(new RecordingSink(), "127.0.0.1", server.Port));
        Assert.Equal(SocketError.AddressAlreadyInUse, thrown.SocketErrorCode);
        Assert.Equal($"udp://127.0.0.1:{server.Port}: address already in use", thrown.Message);
    }

    [Fact]
    public async Task Stopped_server_leaves_its_port_at_once_and_hands_nothing_over()
    {
        var first = new RecordingSink();
        var server = Start(first, out var transport);
        using var phone = new UdpPeer(server);
        phone.Send(Wire.Request("a"));
        var (_, flow) = await first.NextAsync();
        await transport.DisposeAsync();
        Assert.False(flow.Send(Wire.Answer("a")));

        var second = new RecordingSink();
        Start(second, "127.0.0.1", server.Port);
        phone.Send(Wire.Request("b"));
        Assert.Equal("b", Wire.CallId((await second.NextAsync()).Message));
        Assert.Equal(0, first.Waiting);
    }

    [Fact]
    public async Task Wildcard_binds_each_local_address_on_one_port_and_answers_from_the_one_that_was_asked()
    {
        var sink = Answering.Sink();
        Start(sink, out var transport, address: null);
        var listeners = transport.Listeners;
        Assert.Single(listeners.Select(listener => listener.Local.Port).Distinct());
        Assert.DoesNotContain(listeners, listener => new[] { IPAddress.Any, IPAddress.IPv6Any }.Contains(listener.Local.Address));
        Assert.Equal(LocalAddresses.All().Order(ByText), listeners.Select(listener => listener.Local.Address).Order(ByText));

        foreach (var listener in listeners.Where(listener => IPAddress.IsLoopback(listener.Local.Address)))
        {
            using var phone = new UdpPeer(listener.Local);
            phone.Send(Wire.Request("a"));
            Assert.Equal(listener.Local, (await phone.ReceiveAsync()).From);
        }
    }

    [Fact]
    public void Wildcard_that_fails_on_one_address_leaves_the_others_free()
    {
        var port = Start(new RecordingSink(), "::1").Port;
        var thrown = Assert.Throws<SocketException>(() => Start(new RecordingSink(), out _, address: null, port));
        Assert.Equal($"udp://[::1]:{port}: address already in use", thrown.Message);
        Start(new RecordingSink(), "127.0.0.1", port);
    }

    [Fact]
    public void Wildcard_of_one_family_binds_that_family()
    {
        Start(new RecordingSink(), out var transport, IPAddress.Any);
        Assert.NotEmpty(transport.Listeners);
        Assert.All(transport.Listeners, listener => Assert.False(listener.IsIPv6));
    }

    [Theory, InlineData(1 << 30, 1), InlineData(4_096, 0)]
    public void Receive_buffer_smaller_than_asked_is_said(int asked, int warnings)
    {
        var transport = new UdpTransport(Listen(IPAddress.Loopback, 0), null, new FlowIds(), _time, _log) { ReceiveBufferBytes = asked };
        _started.Add(transport);
        transport.Start(new RecordingSink());
        Assert.Equal(warnings, _log.Count(LogLevel.Warning));
    }

    [Fact]
    public async Task Public_address_is_shown_instead_of_the_bound_one()
    {
        var listen = Listen(IPAddress.Loopback, 0);
        var listenOwn = listen with { PublicAddress = "edge.example.org" };
        await using var own = new UdpTransport(listenOwn, "example.org", new FlowIds(), _time, _log);
        await using var common = new UdpTransport(listen, "example.org", new FlowIds(), _time, _log);
        own.Start(new RecordingSink());
        common.Start(new RecordingSink());
        Assert.Equal("edge.example.org", own.Listeners[0].Host);
        Assert.Equal("example.org", common.Listeners[0].Host);
    }

    [Fact]
    public void Flow_to_an_address_leaves_through_the_named_listener_and_needs_its_family()
    {
        var server = Start(new RecordingSink(), out var transport);
        var other = Start(new RecordingSink(), out var otherTransport);
        using var phone = new UdpPeer(server);
        var flow = transport.FlowTo(transport.Listeners[0], phone.Local);
        Assert.NotNull(flow);
        Assert.Equal(phone.Local, flow.Remote);
        Assert.Same(transport.Listeners[0], flow.Listener);
        Assert.Null(transport.FlowTo(transport.Listeners[0], new IPEndPoint(IPAddress.IPv6Loopback, 5060)));
        Assert.Null(transport.FlowTo(otherTransport.Listeners[0], phone.Local));
        Assert.NotEqual(server, other);
    }

    static IComparer<IPAddress> ByText { get; } = Comparer<IPAddress>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    static ListenAddress Listen(IPAddress? address, int port) => new() { Transport = SipTransport.Udp, Address = address, Port = port };

    IPEndPoint Start(IMessageSink sink, string address = "127.0.0.1", int port = 0) => Start(sink, out _, IPAddress.Parse(address), port);

    IPEndPoint Start(IMessageSink sink, out UdpTransport transport) => Start(sink, out transport, IPAddress.Loopback);

    IPEndPoint Start(IMessageSink sink, out UdpTransport transport, IPAddress? address, int port = 0)
    {
        transport = new UdpTransport(Listen(address, port), null, new FlowIds(), _time, _log);
        _started.Add(transport);
        transport.Start(sink);
        return transport.Listeners[0].Local;
    }
}
