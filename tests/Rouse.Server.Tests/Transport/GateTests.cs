using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

/// <summary>What the transports ask the gate, and what they do when it is shut.</summary>
public sealed class GateTests
{
    static readonly ListenAddress Udp = new() { Transport = SipTransport.Udp, Address = IPAddress.Loopback, Port = 0 };
    static readonly ListenAddress Tcp = Udp with { Transport = SipTransport.Tcp };

    readonly RecordingGate _gate = new();
    readonly RecordingSink _sink = Answering.Sink();

    [Fact]
    public async Task Datagram_that_is_not_admitted_is_neither_read_nor_answered()
    {
        await using var transport = StartUdp();
        using var phone = new UdpPeer(transport.Listeners[0].Local);
        _gate.Refused = 2;
        phone.Send("\r\n\r\n"u8);
        phone.Send(Wire.Request("dropped"));
        phone.Send(Wire.Request("handled"));

        Assert.Equal("handled", Wire.CallId((await _sink.NextAsync()).Message));
        Assert.Equal(Wire.Answer("handled"), (await phone.ReceiveAsync()).Datagram);
        Assert.Equal(Enumerable.Repeat($"message of {phone.Local}", 3), _gate.Asked);
    }

    [Fact]
    public async Task Datagram_that_is_no_SIP_is_a_message_like_others_and_the_gate_is_told_who_is_registered()
    {
        await using var transport = StartUdp();
        using var phone = new UdpPeer(transport.Listeners[0].Local);
        phone.Send(Wire.Request("a"));
        var (_, flow) = await _sink.NextAsync();
        flow.Retain();
        phone.Send("junk"u8);
        phone.Send(Wire.Request("b"));
        await _sink.NextAsync();
        flow.Release();
        phone.Send(Wire.Request("c"));
        await _sink.NextAsync();

        Assert.Equal(
            [
                $"message of {phone.Local}", $"message of {phone.Local}, registered",
                $"message of {phone.Local}, registered", $"message of {phone.Local}",
            ], _gate.Asked);
    }

    [Fact]
    public async Task Connection_that_may_not_be_opened_is_closed_at_once()
    {
        await using var transport = StartTcp();
        _gate.RefusedConnections = 1;
        using var refused = new TcpPeer(transport.Listeners[0].Local);
        await refused.EndedAsync();
        using var phone = new TcpPeer(transport.Listeners[0].Local);
        phone.Send(Wire.Request("a"));

        Assert.Equal("a", Wire.CallId((await _sink.NextAsync()).Message));
        Assert.Equal(1, transport.Connections);
        Assert.Equal(1, _gate.Open);
    }

    [Fact]
    public async Task Connection_that_is_not_admitted_any_more_is_closed_and_counted_down()
    {
        await using var transport = StartTcp();
        using var phone = new TcpPeer(transport.Listeners[0].Local);
        phone.Send(Wire.Request("a"));
        await _sink.NextAsync();
        _gate.Refused = 1;
        phone.Send(Wire.Request("b"));

        await phone.EndedAsync();
        await Patience.Until(() => _gate.Open == 0);
        Assert.Equal(0, _sink.Waiting);
    }

    [Fact]
    public async Task Handshake_counts_until_it_is_over()
    {
        await using var server = new TlsServer(_sink, gate: _gate);
        using (var silent = new TcpPeer(server.Address))
        {
            await Patience.Until(() => _gate.Handshakes == 1);
            silent.Send("no TLS at all, and long enough to be seen as that"u8);
            await Patience.Until(() => _gate.Failed == 1);
        }
        await Patience.Until(() => _gate.Open == 0);
        Assert.Equal(0, _gate.Handshakes);
    }

    UdpTransport StartUdp()
    {
        var transport = new UdpTransport(Udp, null, new FlowIds(), new FakeTimeProvider(), new RecordingLoggers()) { Gate = _gate };
        transport.Start(_sink);
        return transport;
    }

    TcpTransport StartTcp()
    {
        var transport = new TcpTransport(Tcp, null, new FlowIds(), new FakeTimeProvider(), new RecordingLoggers()) { Gate = _gate };
        transport.Start(_sink);
        return transport;
    }

    sealed class RecordingGate : IGate
    {
        int _open;
        int _handshakes;
        int _failed;

        /// <summary>How many of the next messages are not admitted.</summary>
        public int Refused { get; set; }

        public int RefusedConnections { get; set; }

        public ConcurrentQueue<string> Asked { get; } = [];

        public int Open => Volatile.Read(ref _open);

        public int Handshakes => Volatile.Read(ref _handshakes);

        public int Failed => Volatile.Read(ref _failed);

        public bool Admits(in Sender sender, bool isRetained, long now)
        {
            Asked.Enqueue($"message of {sender}{(isRetained ? ", registered" : "")}");
            return Refused == 0 || Refused-- == 0;
        }

        public void Malformed(in Sender sender, bool isRetained, long now) =>
            Asked.Enqueue($"junk of {sender}{(isRetained ? ", registered" : "")}");

        public bool TryOpen(in Sender sender, bool shakesHands)
        {
            if (RefusedConnections > 0)
            {
                RefusedConnections--;
                return false;
            }
            Interlocked.Increment(ref _open);
            if (shakesHands)
                Interlocked.Increment(ref _handshakes);
            return true;
        }

        public void Opened(in Sender sender, bool isAgreed)
        {
            Interlocked.Decrement(ref _handshakes);
            if (!isAgreed)
                Interlocked.Increment(ref _failed);
        }

        public void Closed(in Sender sender) => Interlocked.Decrement(ref _open);
    }
}
