using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rouse.Protocol.Stun;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

/// <summary>What UDP does however its sockets are read.</summary>
public abstract class UdpTransportContract(bool isPortable, int socketsPerAddress) : IAsyncDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly RecordingLoggers _log = new();
    readonly List<IAsyncDisposable> _started = [];

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
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
        phone.Send([0, 0, 0, 0]);
        phone.Send("\r\n\r\n"u8);
        phone.Send(Wire.Request("a"));

        Assert.Equal("\r\n"u8.ToArray(), (await phone.ReceiveAsync()).Datagram);
        Assert.Equal(Wire.Answer("a"), (await phone.ReceiveAsync()).Datagram);
        await sink.NextAsync();
        Assert.Equal((0, 0), (sink.Waiting, _log.Count(LogLevel.Debug)));
    }

    [Theory, InlineData("127.0.0.1"), InlineData("::1")]
    public async Task Stun_Binding_is_answered_with_the_address_of_the_phone(string address)
    {
        var sink = new RecordingSink();
        using var phone = new UdpPeer(Start(sink, address));
        phone.Send([0x00, 0x01, 0, 0, 0x21, 0x12, 0xA4, 0x42, .. new byte[12]]);

        var (answer, _) = await phone.ReceiveAsync();
        Assert.True(StunMessage.TryParse(answer, out var message));
        Assert.Equal(StunClass.Success, message.Class);
        var mapped = new byte[16];
        Assert.True(message.TryGetMappedAddress(mapped, out var length, out var port));
        Assert.Equal(phone.Local, new IPEndPoint(new IPAddress(mapped[..length]), port));
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
        foreach (var socket in transport.Sockets[0].Sockets)
            socket.SetRawSocketOption(0, 11, BitConverter.GetBytes(1));
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
        var transport = Make(Listen(IPAddress.Loopback, 0), null, asked);
        _started.Add(transport);
        transport.Start(new RecordingSink());
        Assert.Equal(warnings, _log.Count(LogLevel.Warning));
    }

    [Fact]
    public async Task Public_address_is_shown_instead_of_the_bound_one()
    {
        var listen = Listen(IPAddress.Loopback, 0);
        var listenOwn = listen with { PublicAddress = "edge.example.org" };
        await using var own = Make(listenOwn, "example.org");
        await using var common = Make(listen, "example.org");
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

    // More than one system call takes, from several sources.
    [Fact]
    public async Task Datagrams_of_each_source_keep_their_order_and_all_are_answered()
    {
        const int each = 100;
        using var gate = new ManualResetEventSlim();
        var sink = new RecordingSink((message, flow) =>
        {
            gate.Wait(Patience.Limit);
            flow.Send(Wire.Answer(message));
        });
        var server = Start(sink);
        UdpPeer[] phones = [new(server), new(server), new(server)];
        for (var i = 0; i < each; i++)
        {
            foreach (var phone in phones)
                phone.Send(Wire.Request($"{i}"));
        }
        gate.Set();
        foreach (var phone in phones)
        {
            for (var i = 0; i < each; i++)
                Assert.Equal(Wire.Answer($"{i}"), (await phone.ReceiveAsync()).Datagram);
            phone.Dispose();
        }
    }

    [Fact]
    public async Task Large_datagrams_that_came_together_are_each_whole()
    {
        using var gate = new ManualResetEventSlim();
        var sink = new RecordingSink((message, flow) =>
        {
            gate.Wait(Patience.Limit);
            flow.Send(message.Bytes);
        });
        using var phone = new UdpPeer(Start(sink));
        int[] sizes = [300, 65_507, 65_507, 400, 65_507, 40_000, 301];
        foreach (var size in sizes)
            phone.Send(Wire.RequestOf(size));
        gate.Set();
        foreach (var size in sizes)
            Assert.Equal(Wire.RequestOf(size), (await phone.ReceiveAsync()).Datagram);
    }

    [Fact]
    public async Task What_cannot_be_sent_costs_no_other_of_its_batch()
    {
        var sink = new RecordingSink((message, flow) =>
        {
            flow.Send(Wire.Answer("before"));
            flow.Send(new byte[65_508]);
            flow.Send(new byte[200_000]);
            flow.Send(Wire.Answer("after"));
        });
        using var phone = new UdpPeer(Start(sink, out var transport));
        phone.Send(Wire.Request("a"));
        Assert.Equal(Wire.Answer("before"), (await phone.ReceiveAsync()).Datagram);
        Assert.Equal(Wire.Answer("after"), (await phone.ReceiveAsync()).Datagram);
        Assert.Equal(2, _log.Count(LogLevel.Warning));
        Assert.Equal(2, transport.Listeners[0].Traffic.Of(Traffic.Event.SendFailed));
    }

    [Fact]
    public async Task Answer_leaves_though_its_handler_fails_afterwards()
    {
        using var phone = new UdpPeer(Start(new RecordingSink((message, flow) =>
        {
            flow.Send(Wire.Answer(message));
            throw new InvalidOperationException("a bug");
        })));
        phone.Send(Wire.Request("a"));
        Assert.Equal(Wire.Answer("a"), (await phone.ReceiveAsync()).Datagram);
        await Patience.Until(() => _log.Count(LogLevel.Error) == 1);
    }

    [Fact]
    public async Task Other_threads_send_while_a_batch_is_handled()
    {
        using var gate = new ManualResetEventSlim();
        var flowSeen = new TaskCompletionSource<Flow>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = new RecordingSink((_, flow) =>
        {
            flowSeen.TrySetResult(flow);
            gate.Wait(Patience.Limit);
        });
        using var phone = new UdpPeer(Start(sink));
        phone.Send(Wire.Request("a"));
        var flow = await flowSeen.Task.WaitAsync(Patience.Limit);
        flow.Send(Wire.Answer("b"));
        Assert.Equal(Wire.Answer("b"), (await phone.ReceiveAsync()).Datagram);
        gate.Set();
    }

    [Fact]
    public async Task Stop_while_a_batch_is_handled_hands_over_no_more_of_it()
    {
        using var gate = new ManualResetEventSlim();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handled = 0;
        var sink = new RecordingSink((_, _) =>
        {
            handled++;
            began.TrySetResult();
            gate.Wait(Patience.Limit);
        });
        using var phone = new UdpPeer(Start(sink, out var transport));
        for (var i = 0; i < 10; i++)
            phone.Send(Wire.Request($"{i}"));
        await began.Task.WaitAsync(Patience.Limit);
        var stopped = transport.DisposeAsync().AsTask();
        gate.Set();
        await stopped.WaitAsync(Patience.Limit);
        Assert.Equal(1, handled);
    }

    [Fact]
    public async Task Transport_that_was_bound_and_never_started_leaves_its_port()
    {
        var bound = Make(Listen(IPAddress.Loopback, 0));
        bound.Bind();
        var port = bound.Listeners[0].Local.Port;
        await bound.DisposeAsync();
        Assert.Equal(port, Start(new RecordingSink(), "127.0.0.1", port).Port);
    }

    static IComparer<IPAddress> ByText { get; } = Comparer<IPAddress>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    static ListenAddress Listen(IPAddress? address, int port) => new() { Transport = SipTransport.Udp, Address = address, Port = port };

    IPEndPoint Start(IMessageSink sink, string address = "127.0.0.1", int port = 0) => Start(sink, out _, IPAddress.Parse(address), port);

    IPEndPoint Start(IMessageSink sink, out UdpTransport transport) => Start(sink, out transport, IPAddress.Loopback);

    IPEndPoint Start(IMessageSink sink, out UdpTransport transport, IPAddress? address, int port = 0)
    {
        transport = Make(Listen(address, port));
        _started.Add(transport);
        transport.Start(sink);
        return transport.Listeners[0].Local;
    }

    UdpTransport Make(ListenAddress listen, string? publicAddress = null, int receiveBufferBytes = 4 << 20) =>
        new(listen, publicAddress, new FlowIds(), _time, _log)
        {
            IsPortable = isPortable,
            SocketsPerAddress = socketsPerAddress,
            ReceiveBufferBytes = receiveBufferBytes,
        };
}
