using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

/// <summary>What TCP does whoever reads the connections.</summary>
public abstract class TcpTransportContract(int loops)
{
    [Theory, InlineData("127.0.0.1"), InlineData("::1")]
    public async Task Message_is_handed_over_with_its_connection_and_answered_on_it(string address)
    {
        var sink = Answering.Sink();
        await using var server = Serve(sink, address);
        using var phone = new TcpPeer(server.Address);
        phone.Send(Wire.Request("a", bodyBytes: 7));

        var (message, flow) = await sink.NextAsync();
        Assert.Equal(Wire.Request("a", 7), message.Bytes.ToArray());
        Assert.Equal(phone.Local, flow.Remote);
        Assert.Equal(server.Address, flow.Listener.Local);
        Assert.True(flow.IsReliable);
        Assert.Same(flow, server.Transport.Find(flow.Id));
        Assert.Equal(Wire.Answer("a"), await phone.ReceiveAsync(Wire.Answer("a").Length));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(7), InlineData(64), InlineData(1_000_000)]
    public async Task Stream_may_be_cut_anywhere(int piece)
    {
        byte[] stream =
        [
            .. Wire.Request("a", 10), .. "\r\n\r\n"u8, .. Wire.Request("b"), .. "\r\n"u8,
            .. Wire.Request("c", 300), .. Wire.Request("d"), .. Wire.Request("e", 1),
        ];
        var sink = new RecordingSink();
        await using var server = Serve(sink);
        using var phone = new TcpPeer(server.Address);
        foreach (var chunk in stream.Chunk(piece))
            phone.Send(chunk);

        foreach (var (callId, body) in new[] { ("a", 10), ("b", 0), ("c", 300), ("d", 0), ("e", 1) })
            Assert.Equal(Wire.Request(callId, body), (await sink.NextAsync()).Message.Bytes.ToArray());
        Assert.Equal("\r\n"u8.ToArray(), await phone.ReceiveAsync(2));
    }

    [Fact]
    public async Task Phone_that_sends_faster_than_it_is_read_leaves_the_thread_that_reads_others()
    {
        // The system widens its window for one that is read fast.
        const int fast = 20_000;
        var (seen, sent, isElsewhere) = (0, 0, false);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goesOn = new ManualResetEventSlim();
        await using var server = new TcpServer(new RecordingSink(Received), loops: loops);
        using var phone = new TcpPeer(server.Address, segmentBytes: 1_400);
        var some = Enumerable.Repeat(Wire.Request("a"), 100).SelectMany(static each => each).ToArray();
        var sending = Task.Run(() =>
        {
            for (; !goesOn.IsSet; Interlocked.Increment(ref sent))
                phone.Send(some);
        });
        await stopped.Task.WaitAsync(Patience.Limit);
        for (var before = -1; before != Volatile.Read(ref sent);)
        {
            before = Volatile.Read(ref sent);
            await Task.Delay(100);
        }
        goesOn.Set();
        await sending.WaitAsync(Patience.Limit);
        await Patience.Until(() => Volatile.Read(ref isElsewhere));

        void Received(SipMessage message, Flow flow)
        {
            if (++seen < fast)
                return;
            stopped.TrySetResult();
            goesOn.Wait(Patience.Limit);
            if (Thread.CurrentThread.IsThreadPoolThread)
                Volatile.Write(ref isElsewhere, true);
        }
    }

    [Fact]
    public async Task Connections_and_what_is_broken_on_them_are_counted()
    {
        var sink = new RecordingSink();
        await using var server = Serve(sink);
        var traffic = server.Transport.Listeners[0].Traffic;
        using (var phone = new TcpPeer(server.Address))
        {
            phone.Send(Wire.Request("a"));
            await sink.NextAsync();
            Assert.Equal((1, 0), (traffic.Of(Traffic.Event.ConnectionOpened), traffic.Of(Traffic.Event.ConnectionClosed)));
            phone.Send("This is no SIP\r\n\r\n"u8.ToArray());
            await phone.EndedAsync();
        }

        while (traffic.Of(Traffic.Event.ConnectionClosed) == 0)
            await Task.Yield();
        Assert.Equal((1, 0), (traffic.Of(Traffic.Event.Broken), traffic.Of(Traffic.Event.ConnectionAborted)));
    }

    [Fact]
    public async Task Longest_message_passes_and_one_byte_more_ends_the_connection()
    {
        var sink = new RecordingSink();
        await using var server = Serve(sink);
        using var phone = new TcpPeer(server.Address);
        phone.Send(Wire.RequestOf(SipLimits.MessageBytes));
        var (message, _) = await sink.NextAsync();
        Assert.Equal(SipLimits.MessageBytes, message.Bytes.Length);
        Assert.Null(message.Defect);

        phone.Send(Wire.RequestOf(SipLimits.MessageBytes + 1));
        Assert.NotNull((await sink.NextAsync()).Message.Defect);
        await phone.EndedAsync();
    }

    [Fact]
    public async Task Keep_alive_is_answered_also_in_two_halves_and_a_single_pair_is_not()
    {
        var sink = Answering.Sink();
        await using var server = Serve(sink);
        using var phone = new TcpPeer(server.Address);
        phone.Send("\r\n\r\n"u8);
        Assert.Equal("\r\n"u8.ToArray(), await phone.ReceiveAsync(2));

        phone.Send("\r\n"u8);
        phone.Send(Wire.Request("a"));
        Assert.Equal(Wire.Answer("a"), await phone.ReceiveAsync(Wire.Answer("a").Length));

        var (_, flow) = await sink.NextAsync();
        server.Time.Advance(TimeSpan.FromTicks(1));
        phone.Send("\r\n"u8);
        await Patience.Until(() => flow.LastReceivedAt == server.Time.GetTimestamp() && server.Transport.ReceiveArrays.Lent == 0);
        phone.Send("\r\n"u8);
        Assert.Equal("\r\n"u8.ToArray(), await phone.ReceiveAsync(2));
    }

    [Fact]
    public async Task Idle_connections_hold_no_receive_array_and_half_a_message_holds_one()
    {
        var sink = new RecordingSink();
        await using var server = Serve(sink);
        var phones = Enumerable.Range(0, 20).Select(_ => new TcpPeer(server.Address)).ToArray();
        foreach (var phone in phones)
        {
            phone.Send(Wire.Request("a", 20_000));
            phone.Send("\r\n"u8);
        }
        foreach (var _ in phones)
            await sink.NextAsync();
        await Patience.Until(() => server.Transport.ReceiveArrays.Lent == 0);

        var request = Wire.Request("b");
        phones[3].Send(request.AsSpan(0, 40));
        await Patience.Until(() => server.Transport.ReceiveArrays.Lent == 1);
        phones[3].Send(request.AsSpan(40));
        Assert.Equal(request, (await sink.NextAsync()).Message.Bytes.ToArray());
        await Patience.Until(() => server.Transport.ReceiveArrays.Lent == 0);
        Array.ForEach(phones, phone => phone.Dispose());
    }

    [Fact]
    public async Task Messages_of_one_connection_are_handed_over_one_at_a_time()
    {
        var inside = 0;
        var overlapped = false;
        var sink = new RecordingSink((_, _) =>
        {
            overlapped |= Interlocked.Increment(ref inside) != 1;
            Thread.SpinWait(2_000);
            Interlocked.Decrement(ref inside);
        });
        await using var server = Serve(sink);
        using var phone = new TcpPeer(server.Address);
        for (var i = 0; i < 200; i++)
            phone.Send(Wire.Request($"{i}"));
        for (var i = 0; i < 200; i++)
            Assert.Equal($"{i}", Wire.CallId((await sink.NextAsync()).Message));
        Assert.False(overlapped);
    }

    [Fact]
    public async Task Failing_handler_costs_one_message()
    {
        var sink = new RecordingSink((message, _) =>
        {
            if (Wire.CallId(message) == "bad")
                throw new SocketException((int)SocketError.TimedOut);
        });
        await using var server = Serve(sink);
        using var phone = new TcpPeer(server.Address);
        phone.Send(Wire.Request("bad"));
        phone.Send(Wire.Request("good"));
        Assert.Equal("good", Wire.CallId((await sink.NextAsync()).Message));
        Assert.Equal(1, server.Log.Count(LogLevel.Error));
    }

    [Fact]
    public async Task Request_whose_end_cannot_be_known_is_answered_before_the_connection_goes()
    {
        var sink = Answering.Sink();
        await using var server = Serve(sink);
        using var phone = new TcpPeer(server.Address);
        phone.Send([.. Wire.WithoutContentLength("a"), .. Wire.Request("b")]);
        var (message, flow) = await sink.NextAsync();
        Assert.Equal(SipParseError.MissingContentLength, message.Defect);
        Assert.Equal(Wire.Answer("a"), await phone.ReceiveToEndAsync());
        Assert.False(flow.IsOpen);
        Assert.Equal(0, sink.Waiting);
    }

    [Fact]
    public async Task Unread_bytes_behind_a_broken_message_do_not_reset_the_answer_away()
    {
        var answer = new byte[300_000];
        await using var server = Serve(new RecordingSink((_, flow) => flow.Send(answer)));
        using var phone = new TcpPeer(server.Address, receiveBufferBytes: 4_096);
        phone.Send([.. Wire.WithoutContentLength("a"), .. new byte[100_000]]);
        Assert.Equal(answer.Length, (await phone.ReceiveToEndAsync()).Length);
    }

    [Fact]
    public async Task Broken_response_and_what_is_not_sip_end_the_connection_unheard()
    {
        var sink = new RecordingSink();
        await using var server = Serve(sink);
        using var response = new TcpPeer(server.Address);
        response.Send("SIP/2.0 200 OK\r\nCall-ID: a\r\n\r\n"u8);
        Assert.Empty(await response.ReceiveToEndAsync());

        using var browser = new TcpPeer(server.Address);
        browser.Send("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"u8);
        Assert.Empty(await browser.ReceiveToEndAsync());

        using var endless = new TcpPeer(server.Address);
        endless.Send(Enumerable.Repeat((byte)'a', SipLimits.HeadBytes + 1).ToArray());
        Assert.Empty(await endless.ReceiveToEndAsync());
        Assert.Equal(0, sink.Waiting);
    }

    [Fact]
    public async Task Framed_garbage_is_dropped_and_the_connection_goes_on()
    {
        var sink = new RecordingSink();
        await using var server = Serve(sink);
        using var phone = new TcpPeer(server.Address);
        phone.Send([.. "nonsense\r\nContent-Length: 2\r\n\r\nxx"u8, .. Wire.Request("a")]);
        Assert.Equal("a", Wire.CallId((await sink.NextAsync()).Message));
        Assert.Contains(server.Log.Lines, line => line.Level == LogLevel.Debug && line.Text.Contains("dropped"));
    }

    [Fact]
    public async Task Second_server_on_the_port_fails_and_names_the_address()
    {
        await using var server = Serve(new RecordingSink());
        var thrown = Assert.Throws<SocketException>(() => Serve(new RecordingSink(), "127.0.0.1", server.Address.Port));
        Assert.Equal(SocketError.AddressAlreadyInUse, thrown.SocketErrorCode);
        Assert.Equal($"tcp://127.0.0.1:{server.Address.Port}: address already in use", thrown.Message);
    }

    [Fact]
    public async Task Stopped_server_closes_all_and_leaves_its_port_at_once()
    {
        var sink = new RecordingSink();
        var server = Serve(sink);
        using var phone = new TcpPeer(server.Address);
        phone.Send(Wire.Request("a"));
        var (_, flow) = await sink.NextAsync();
        var watcher = new RecordingWatcher();
        Assert.True(flow.Watch(watcher));
        await server.DisposeAsync();
        Assert.Equal(1, watcher.Told);
        Assert.Equal(0, server.Transport.ReceiveArrays.Lent);
        await phone.EndedAsync();

        await using var next = Serve(Answering.Sink(), "127.0.0.1", server.Address.Port);
        using var again = new TcpPeer(next.Address);
        again.Send(Wire.Request("b"));
        Assert.Equal(Wire.Answer("b"), await again.ReceiveAsync(Wire.Answer("b").Length));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Wildcard_binds_each_local_address_on_one_port()
    {
        var listen = new ListenAddress { Transport = SipTransport.Tcp, Port = 0 };
        await using var transport = new TcpTransport(listen, null, new FlowIds(), TimeProvider.System, new RecordingLoggers())
        {
            LoopCount = loops,
        };
        transport.Start(Answering.Sink());
        Assert.Equal(LocalAddresses.All().Count, transport.Listeners.Count);
        Assert.Single(transport.Listeners.Select(listener => listener.Local.Port).Distinct());
        foreach (var listener in transport.Listeners.Where(listener => IPAddress.IsLoopback(listener.Local.Address)))
        {
            using var phone = new TcpPeer(listener.Local);
            phone.Send(Wire.Request("a"));
            Assert.Equal(Wire.Answer("a"), await phone.ReceiveAsync(Wire.Answer("a").Length));
        }
    }

    TcpServer Serve(IMessageSink sink, string address = "127.0.0.1", int port = 0) => new(sink, address, port, loops);
}
