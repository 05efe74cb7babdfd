using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

/// <summary>What TCP promises holds with TLS on it.</summary>
public abstract class TlsTransportContract(int loops)
{
    [Theory, InlineData("127.0.0.1"), InlineData("::1")]
    public async Task Message_is_handed_over_with_its_connection_and_answered_on_it(string address)
    {
        var sink = Answering.Sink();
        await using var server = new TlsServer(sink, address: address, loops: loops);
        using var phone = await server.PhoneAsync();
        phone.Send(Wire.Request("a", bodyBytes: 7));

        var (message, flow) = await sink.NextAsync();
        Assert.Equal(Wire.Request("a", 7), message.Bytes.ToArray());
        Assert.Equal(phone.Local, flow.Remote);
        Assert.Equal(SipTransport.Tls, flow.Transport);
        Assert.True(flow.IsReliable);
        Assert.True(flow.IsSecure);
        Assert.Same(flow, server.Transport.Find(flow.Id));
        Assert.Equal(Wire.Answer("a"), await phone.ReceiveAsync(Wire.Answer("a").Length));
    }

    [Theory, InlineData(1), InlineData(7), InlineData(64), InlineData(1_000_000)]
    public async Task Stream_may_be_cut_into_records_anywhere(int piece)
    {
        byte[] stream =
        [
            .. Wire.Request("a", 10), .. "\r\n\r\n"u8, .. Wire.Request("b"), .. "\r\n"u8,
            .. Wire.Request("c", 300), .. Wire.Request("d", 1),
        ];
        var sink = new RecordingSink();
        await using var server = new TlsServer(sink, loops: loops);
        using var phone = await server.PhoneAsync();
        foreach (var chunk in stream.Chunk(piece))
            phone.Send(chunk);

        foreach (var (callId, body) in new[] { ("a", 10), ("b", 0), ("c", 300), ("d", 1) })
            Assert.Equal(Wire.Request(callId, body), (await sink.NextAsync()).Message.Bytes.ToArray());
        Assert.Equal("\r\n"u8.ToArray(), await phone.ReceiveAsync(2));
    }

    [Fact]
    public async Task Longest_message_passes_and_one_byte_more_ends_the_connection()
    {
        var sink = new RecordingSink();
        await using var server = new TlsServer(sink, loops: loops);
        using var phone = await server.PhoneAsync();
        phone.Send(Wire.RequestOf(SipLimits.MessageBytes));
        Assert.Equal(SipLimits.MessageBytes, (await sink.NextAsync()).Message.Bytes.Length);

        phone.Send(Wire.RequestOf(SipLimits.MessageBytes + 1));
        Assert.NotNull((await sink.NextAsync()).Message.Defect);
        await phone.EndedAsync();
    }

    [Fact]
    public async Task Megabytes_in_one_go_and_their_answers_arrive_in_order()
    {
        const int messages = 3_000;
        var sink = Answering.Sink();
        await using var server = new TlsServer(sink, loops: loops);
        using var phone = await server.PhoneAsync();
        var answers = Enumerable.Range(0, messages).SelectMany(i => Wire.Answer($"{i}")).ToArray();
        var receiving = phone.ReceiveAsync(answers.Length);
        phone.Send(Enumerable.Range(0, messages).SelectMany(i => Wire.Request($"{i}", 1_000)).ToArray());
        Assert.Equal(answers, await receiving);
    }

    [Fact]
    public async Task Idle_connection_holds_no_receive_array_and_half_a_message_holds_one()
    {
        var sink = new RecordingSink();
        await using var server = new TlsServer(sink, loops: loops);
        using var phone = await server.PhoneAsync();
        using var silent = await server.PhoneAsync();
        phone.Send(Wire.Request("a", 20_000));
        phone.Send("\r\n"u8);
        await sink.NextAsync();
        await Patience.Until(() => server.Transport.ReceiveArrays.Lent == 0);

        var request = Wire.Request("b");
        phone.Send(request.AsSpan(0, 40));
        await Patience.Until(() => server.Transport.ReceiveArrays.Lent == 1);
        phone.Send(request.AsSpan(40));
        Assert.Equal(request, (await sink.NextAsync()).Message.Bytes.ToArray());
        await Patience.Until(() => server.Transport.ReceiveArrays.Lent == 0);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Peer_that_goes_within_a_message_leaves_nothing_behind(bool resets)
    {
        var sink = new RecordingSink();
        var watcher = new RecordingWatcher();
        await using var server = new TlsServer(sink, loops: loops);
        using var phone = await server.PhoneAsync();
        phone.Send([.. Wire.Request("a"), .. Wire.Request("b").AsSpan(0, 40)]);
        var (_, flow) = await sink.NextAsync();
        Assert.True(flow.Watch(watcher));
        if (resets)
            phone.Reset();
        else
            phone.Dispose();
        await watcher.Closed;
        await Patience.Until(() => server.Transport.Connections == 0);
        Assert.False(flow.Send(Wire.Answer("x")));
        Assert.Equal(0, server.Transport.ReceiveArrays.Lent);
        Assert.Equal(0, server.Log.Count(LogLevel.Error));
    }

    [Fact]
    public async Task Garbage_after_the_handshake_ends_the_connection_and_nothing_else()
    {
        var sink = new RecordingSink();
        await using var server = new TlsServer(sink, loops: loops);
        using var phone = await server.PhoneAsync();
        using var other = await server.PhoneAsync();
        phone.SendRaw("OPTIONS sip:example.org SIP/2.0\r\n\r\n"u8);
        await phone.EndedAsync();
        await Patience.Until(() => server.Transport.Connections == 1);
        other.Send(Wire.Request("a"));
        Assert.Equal("a", Wire.CallId((await sink.NextAsync()).Message));
        Assert.DoesNotContain(server.Log.Lines, line => line.Level > LogLevel.Debug);
    }

    [Fact]
    public async Task Slow_reader_is_cut_off_when_too_much_waits()
    {
        var sink = new RecordingSink();
        await using var server = new TlsServer(sink, loops: loops);
        using var phone = await server.PhoneAsync();
        phone.Send(Wire.Request("a"));
        var (_, flow) = await sink.NextAsync();
        for (var i = 0; flow.Send(new byte[50_000]); i++)
            Assert.InRange(i, 0, 10_000);
        await Patience.Until(() => server.Transport.Connections == 0);
    }

    [Fact]
    public async Task Close_writes_what_is_queued_first()
    {
        var sink = new RecordingSink();
        await using var server = new TlsServer(sink, loops: loops);
        using var phone = await server.PhoneAsync();
        phone.Send(Wire.Request("a"));
        var (_, flow) = await sink.NextAsync();
        var sent = new byte[400_000];
        Array.Fill(sent, (byte)'x');
        Assert.True(flow.Send(sent));
        flow.Close();
        Assert.Equal(sent, await phone.ReceiveAsync(sent.Length));
        await phone.EndedAsync();
        phone.Dispose();
        await Patience.Until(() => server.Transport.Connections == 0);
    }

    [Fact]
    public async Task Stopping_ends_connections_and_handshakes()
    {
        var server = new TlsServer(new RecordingSink(), loops: loops);
        using var phone = await server.PhoneAsync();
        using var stalled = new TcpPeer(server.Address);
        await Patience.Until(() => server.Transport.Connections == 2);
        await server.DisposeAsync();
        await phone.EndedAsync();
        await stalled.EndedAsync();
        Assert.Equal(0, server.Transport.Connections);
        Assert.Throws<SocketException>(() => new TcpPeer(server.Address));
    }
}
