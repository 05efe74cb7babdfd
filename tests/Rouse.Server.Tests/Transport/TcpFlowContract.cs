using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

/// <summary>How a connection ends, and what it takes before.</summary>
public abstract class TcpFlowContract : IAsyncDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly RecordingSink _sink = new();
    readonly RecordingWatcher _watcher = new();
    readonly TcpServer _server;
    readonly int _loops;

    protected TcpFlowContract(int loops)
    {
        _loops = loops;
        _server = new TcpServer(_sink, loops: loops);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _server.DisposeAsync();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Watcher_is_told_once_when_the_peer_closes_or_resets(bool resets)
    {
        using var phone = new TcpPeer(_server.Address);
        var flow = await FlowOf(phone);
        if (resets)
            phone.Reset();
        else
            phone.Dispose();
        await _watcher.Closed;
        await Gone(flow);
    }

    [Fact]
    public async Task Unwatched_flow_tells_nobody()
    {
        using var phone = new TcpPeer(_server.Address);
        var flow = await FlowOf(phone);
        flow.Unwatch(_watcher);
        phone.Dispose();
        await Patience.Until(() => _server.Transport.Connections == 0);
        Assert.Equal(0, _watcher.Told);
    }

    [Fact]
    public async Task Peer_that_ends_its_side_gets_its_answers_before_the_end()
    {
        await using var server = new TcpServer(Answering.Sink(), loops: _loops);
        using var phone = new TcpPeer(server.Address);
        phone.Send([.. Wire.Request("a"), .. Wire.Request("b")]);
        phone.EndSending();
        byte[] answers = [.. Wire.Answer("a"), .. Wire.Answer("b")];
        Assert.Equal(answers, await phone.ReceiveToEndAsync());
        await Patience.Until(() => server.Transport.Connections == 0);
    }

    [Fact]
    public async Task Close_writes_what_is_queued_first_as_long_as_the_peer_takes_some_of_it()
    {
        using var phone = new TcpPeer(_server.Address, receiveBufferBytes: 4_096);
        var flow = await FlowOf(phone);
        byte[] sent = [.. FillSystemBuffers(flow), .. FillQueue(flow)];
        flow.Close();
        Assert.False(flow.IsOpen);
        Assert.Equal(1, _watcher.Told);
        Assert.False(flow.Send(Wire.Answer("late")));

        _server.Time.Advance(ConnectionLimits.NoProgress - Tick);
        var waiting = flow.QueuedBytes;
        var first = await phone.ReceiveAsync(sent.Length - ConnectionLimits.QueueBytes / 2);
        await Patience.Until(() => flow.QueuedBytes < waiting);
        _server.Time.Advance(ConnectionLimits.NoProgress - Tick);
        Assert.Equal(sent, first.Concat(await phone.ReceiveToEndAsync()));
        phone.Dispose();
        await Gone(flow);
    }

    [Fact]
    public async Task Peer_that_does_not_close_after_us_is_cut_off()
    {
        using var phone = new TcpPeer(_server.Address);
        var flow = await FlowOf(phone);
        flow.Close();
        _server.Time.Advance(ConnectionLimits.Linger - Tick);
        Assert.Equal(1, _server.Transport.Connections);
        _server.Time.Advance(Tick);
        await Gone(flow);
    }

    [Fact]
    public async Task Slow_reader_is_cut_off_when_too_much_waits()
    {
        using var phone = new TcpPeer(_server.Address, receiveBufferBytes: 4_096);
        var flow = await FlowOf(phone);
        FillSystemBuffers(flow);
        FillQueue(flow);
        // Its system may still take a little, so one message more is not enough to be sure.
        for (var more = 0; flow.Send(new byte[1_000]); more++)
            Assert.InRange(more, 0, 10_000);
        await Gone(flow);
    }

    [Fact]
    public async Task Slow_reader_gets_everything_as_long_as_no_more_than_the_limit_waits()
    {
        using var phone = new TcpPeer(_server.Address, receiveBufferBytes: 4_096);
        var flow = await FlowOf(phone);
        byte[] sent = [.. FillSystemBuffers(flow), .. FillQueue(flow)];
        Assert.True(flow.IsOpen);
        Assert.Equal(sent, await phone.ReceiveAsync(sent.Length));
        Assert.True(flow.Send(Wire.Answer("z")));
        Assert.Equal(Wire.Answer("z"), await phone.ReceiveAsync(Wire.Answer("z").Length));
        Assert.Equal(0, _watcher.Told);
    }

    [Fact]
    public async Task Reader_that_takes_nothing_is_cut_off_after_ten_seconds()
    {
        using var phone = new TcpPeer(_server.Address, receiveBufferBytes: 4_096);
        var flow = await FlowOf(phone);
        FillSystemBuffers(flow);
        _server.Time.Advance(ConnectionLimits.NoProgress - Tick);
        Assert.True(flow.IsOpen);
        _server.Time.Advance(Tick);
        await Gone(flow);
    }

    [Fact]
    public async Task Incomplete_message_ends_the_connection_after_thirty_seconds_however_it_trickles()
    {
        using var phone = new TcpPeer(_server.Address);
        var request = Wire.Request("b");
        var flow = await FlowOf(phone);
        phone.Send(request.AsSpan(0, 10));
        await Patience.Until(() => flow.IsAwaitingRest);
        _server.Time.Advance(TimeSpan.FromSeconds(20));
        var before = flow.LastReceivedAt;
        phone.Send(request.AsSpan(10, 10));
        await Patience.Until(() => flow.LastReceivedAt != before);
        _server.Time.Advance(TimeSpan.FromSeconds(10) - Tick);
        Assert.True(flow.IsOpen);
        _server.Time.Advance(Tick);
        await Gone(flow);
    }

    [Fact]
    public async Task Half_a_keep_alive_is_not_an_incomplete_message()
    {
        using var phone = new TcpPeer(_server.Address);
        var flow = await FlowOf(phone);
        _server.Time.Advance(Tick);
        phone.Send("\r\n"u8);
        await Patience.Until(() => flow.LastReceivedAt == _server.Time.GetTimestamp() && _server.Transport.ReceiveArrays.Lent == 0);
        _server.Time.Advance(ConnectionLimits.IncompleteMessage * 2);
        Assert.True(flow.IsOpen);
    }

    [Fact]
    public async Task Silent_connection_is_closed_after_an_hour()
    {
        using var phone = new TcpPeer(_server.Address);
        var flow = await FlowOf(phone);
        _server.Time.Advance(ConnectionLimits.Idle / 2);
        phone.Send("\r\n\r\n"u8);
        await phone.ReceiveAsync(2);
        Assert.Equal(_server.Time.GetTimestamp(), flow.LastReceivedAt);
        await Patience.Until(() => flow.QueuedBytes == 0);
        _server.Time.Advance(ConnectionLimits.Idle - Tick);
        Assert.True(flow.IsOpen);
        _server.Time.Advance(Tick);
        await Gone(flow);
    }

    [Fact]
    public async Task Messages_of_many_threads_are_written_whole_and_in_order_per_thread()
    {
        const int senders = 4;
        const int each = 300;
        using var phone = new TcpPeer(_server.Address);
        var flow = await FlowOf(phone);
        var length = Wire.Answer("0-000").Length;
        var receiving = phone.ReceiveAsync(senders * each * length);
        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
                Assert.True(flow.Send(Wire.Answer($"{sender}-{i:000}")));
        }))).WaitAsync(Patience.Limit);

        var next = new int[senders];
        foreach (var message in (await receiving).Chunk(length))
        {
            var sender = message.AsSpan().IndexOf("Call-ID: "u8) is var at and >= 0 ? message[at + 9] - '0' : -1;
            Assert.Equal(Wire.Answer($"{sender}-{next[sender]++:000}"), message);
        }
    }

    async Task<TcpFlow> FlowOf(TcpPeer phone)
    {
        phone.Send(Wire.Request("a"));
        var (_, flow) = await _sink.NextAsync();
        Assert.True(flow.Watch(_watcher));
        await Patience.Until(() => _server.Transport.ReceiveArrays.Lent == 0);
        return (TcpFlow)flow;
    }

    async Task Gone(Flow flow)
    {
        await Patience.Until(() => _server.Transport.Connections == 0);
        Assert.False(flow.IsOpen);
        Assert.Equal(1, _watcher.Told);
        Assert.False(flow.Watch(_watcher));
        Assert.False(flow.Send(Wire.Answer("x")));
        Assert.Null(_server.Transport.Find(flow.Id));
        Assert.Equal(0, _server.Transport.ReceiveArrays.Lent);
        Assert.Equal(0, _server.Log.Count(Microsoft.Extensions.Logging.LogLevel.Error));
    }

    // Sends until the peer's and our own system take no more and something waits in the queue.
    static byte[] FillSystemBuffers(TcpFlow flow)
    {
        var sent = new List<byte>();
        for (var i = 0; flow.QueuedBytes == 0; i++)
        {
            Assert.InRange(i, 0, 10_000);
            Send(flow, 16_384, sent);
        }
        return [.. sent];
    }

    static byte[] FillQueue(TcpFlow flow)
    {
        var sent = new List<byte>();
        while (ConnectionLimits.QueueBytes - flow.QueuedBytes is > 0 and var room)
            Send(flow, Math.Min(room, 50_000), sent);
        return [.. sent];
    }

    static void Send(TcpFlow flow, int bytes, List<byte> sent)
    {
        var message = new byte[bytes];
        Array.Fill(message, (byte)('a' + sent.Count % 26));
        Assert.True(flow.Send(message));
        sent.AddRange(message);
    }
}
