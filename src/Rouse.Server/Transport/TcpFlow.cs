using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Transport;

/// <summary>
/// One TCP connection, plain or with TLS. One loop reads it and hands its messages over one at a time; <see cref="SendQueue"/> writes.
/// When both have ended the socket goes.
/// </summary>
sealed class TcpFlow : Flow
{
    // Arrays filled one after the other, without a wait, before others get their turn; own decision: some hundred messages.
    const int Turn = 8;

    static readonly byte[] Pong = "\r\n"u8.ToArray();

    readonly TcpTransport _transport;
    readonly StreamSocket _socket;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly SipFramer _framer = new();
    readonly ReceiveBuffer _input;
    readonly SendQueue _output;
    readonly PlainWire _plain;
    readonly IWire _wire;
    long _openingSince;
    long _incompleteSince;
    long _writingEndedAt;
    int _running = 2;
    int _unwaited;

    public TcpFlow(long id, Listener listener, Socket socket, TcpTransport transport, TimeProvider time, ILogger log)
        : base(id, listener, (IPEndPoint)socket.RemoteEndPoint!)
    {
        _transport = transport;
        _socket = new StreamSocket(socket, transport.Loops);
        _time = time;
        _log = log;
        _input = new ReceiveBuffer(transport.ReceiveArrays);
        _plain = new PlainWire(_socket);
        _wire = transport.Handshakes is { } handshakes ? TlsWire.Over(_socket, handshakes) : _plain;
        _output = new SendQueue(_wire, time, this);
        _openingSince = LastReceivedAt = time.GetTimestamp();
    }

    /// <summary>Ends when the reading has.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Bytes sent and not yet taken by the system.</summary>
    internal int QueuedBytes => _output.Bytes;

    /// <summary>Whether a message has begun and not ended.</summary>
    internal bool IsAwaitingRest => Volatile.Read(ref _incompleteSince) != 0;

    public void Start(IMessageSink sink) => Reading = ReadAsync(sink);

    protected override bool Transmit(ReadOnlyMemory<byte> message) => _output.Add(message);

    public override void Close()
    {
        MarkClosed();
        _output.Complete();
    }

    /// <summary>Closes at once; what is queued is lost.</summary>
    public void Abort(string reason)
    {
        _log.ConnectionAborted(Listener, Remote, reason);
        Listener.Traffic.Add(Traffic.Event.ConnectionAborted);
        Close();
        _socket.Abort();
    }

    /// <summary>Aborts the connection when it is over one of its <see cref="ConnectionLimits"/>.</summary>
    public void CheckLimits(long now)
    {
        if (Overdue(now) is { } reason)
            Abort(reason);
    }

    /// <summary>All is written and no more will come, or nothing can be written any more; once.</summary>
    internal void WritingEnded()
    {
        Volatile.Write(ref _writingEndedAt, _time.GetTimestamp());
        try
        {
            _socket.EndSending();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _log.ConnectionGone(Listener, Remote, e.Message);
        }
        OneEnded();
    }

    async Task ReadAsync(IMessageSink sink)
    {
        // What is here already is handled on a thread of its own, not between two accepts.
        await Task.Yield();
        var isOpen = false;
        try
        {
            isOpen = await OpenAsync();
            while (isOpen && await InTurn(_wire.ReceiveAsync(_input)) > 0)
            {
                LastReceivedAt = _time.GetTimestamp();
                if (!Consume(sink))
                    break;
            }
            Close();
            // Closing with unread bytes resets the connection, and what was just written may never reach the peer.
            do
                _input.GiveBack();
            while (await InTurn(_plain.ReceiveAsync(_input)) > 0);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            if (isOpen)
                _log.ConnectionGone(Listener, Remote, e.Message);
        }
        finally
        {
            _input.GiveBack();
            Close();
            OneEnded();
        }
    }

    // A peer that sends faster than it is read is never waited for, and would keep the thread that reads others, too.
    ValueTask<int> InTurn(ValueTask<int> receiving)
    {
        if (receiving.IsCompleted && ++_unwaited == Turn)
            return ElsewhereAsync(receiving);
        if (!receiving.IsCompleted)
            _unwaited = 0;
        return receiving;
    }

    async ValueTask<int> ElsewhereAsync(ValueTask<int> received)
    {
        _unwaited = 0;
        await Task.Yield();
        return await received;
    }

    async ValueTask<bool> OpenAsync()
    {
        var failure = await _wire.OpenAsync();
        Volatile.Write(ref _openingSince, 0);
        if (failure != null && IsOpen)
            _log.HandshakeFailed(Listener, Remote, failure);
        return failure == null;
    }

    // False when the connection is to end.
    bool Consume(IMessageSink sink)
    {
        var sawWhole = false;
        while (IsOpen)
        {
            switch (_framer.Next(_input.Pending, out var length))
            {
                case Frame.Message:
                    Deliver(_input.Take(length), isBroken: false, sink);
                    break;
                case Frame.Ping:
                    Send(Pong);
                    _input.Skip(length);
                    break;
                case Frame.Blank:
                    _input.Skip(length);
                    break;
                case Frame.Broken:
                    Deliver(_input.Take(length), isBroken: true, sink);
                    return false;
                case Frame.Incomplete:
                    _input.Settle();
                    NoteIncomplete(sawWhole);
                    return true;
            }
            sawWhole = true;
        }
        return false;
    }

    void Deliver(byte[] bytes, bool isBroken, IMessageSink sink)
    {
        try
        {
            var isSip = SipParser.TryParseFramed(bytes, out var message, out var error);
            if (!isSip || isBroken)
                Listener.Traffic.Add(Traffic.Event.Broken);
            if (!isSip)
                _log.NotSip(Listener, Remote, error);
            // A request whose end cannot be known is answered 400 before the connection goes (RFC 3261 §18.3); a response has nobody to
            // tell.
            else if (!isBroken || message is SipRequest { Defect: not null })
                sink.Received(message!, this);
        }
        // The one boundary: a bug must cost one message, not the connection.
        catch (Exception e)
        {
            _log.HandlingFailed(e, Listener, Remote);
        }
    }

    void NoteIncomplete(bool isNew)
    {
        if (!_input.IsHolding)
            Volatile.Write(ref _incompleteSince, 0);
        else if (isNew || _incompleteSince == 0)
            Volatile.Write(ref _incompleteSince, _time.GetTimestamp());
    }

    string? Overdue(long now)
    {
        var writingEndedAt = Volatile.Read(ref _writingEndedAt);
        var incompleteSince = Volatile.Read(ref _incompleteSince);
        var openingSince = Volatile.Read(ref _openingSince);
        if (_output.IsStuck(now))
            return "its peer takes nothing of what is sent";
        if (openingSince != 0 && IsOver(openingSince, HandshakeLimit))
            return "its TLS handshake took too long";
        if (writingEndedAt != 0 && IsOver(writingEndedAt, ConnectionLimits.Linger))
            return "its peer did not close";
        if (incompleteSince != 0 && IsOver(incompleteSince, ConnectionLimits.IncompleteMessage))
            return "a message was not completed";
        return IsOver(LastReceivedAt, ConnectionLimits.Idle) ? "nothing was received" : null;

        bool IsOver(long since, TimeSpan limit) => _time.GetElapsedTime(since, now) >= limit;
    }

    // Who waits for a place need not wait for one that stalls.
    TimeSpan HandshakeLimit =>
        _transport.Handshakes is { IsCrowded: true } ? ConnectionLimits.CrowdedHandshake : ConnectionLimits.Handshake;

    void OneEnded()
    {
        if (Interlocked.Decrement(ref _running) > 0)
            return;
        _wire.Free();
        _transport.Forget(this);
    }
}
