using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Transport;

/// <summary>
/// One TCP connection, plain or with TLS, that a peer has opened or we. One loop reads it and hands its messages over one at a time;
/// <see cref="SendQueue"/> writes. When both have ended the socket goes.
/// </summary>
sealed class TcpFlow : Flow
{
    // Arrays filled one after the other, without a wait, before others get their turn; own decision: some hundred messages.
    const int Turn = 8;

    static readonly byte[] Pong = "\r\n"u8.ToArray();

    readonly TcpTransport _transport;
    readonly Destination? _destination;
    readonly StreamSocket _socket;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly Sender _sender;
    readonly SipFramer _framer = new();
    readonly ReceiveBuffer _input;
    readonly SendQueue _output;
    readonly PlainWire _plain;
    readonly IWire _wire;
    long _openingSince;
    long _incompleteSince;
    long _writingEndedAt;
    int _running = 2;
    int _retained;
    int _unwaited;

    /// <param name="id">Of the flow.</param>
    /// <param name="listener">That it came to, or that our side of it shows.</param>
    /// <param name="socket">Owned from now on.</param>
    /// <param name="transport">Of the listener.</param>
    /// <param name="time">Stamps what is received.</param>
    /// <param name="log">Of the transport.</param>
    /// <param name="destination">Where we open it to; null for one that a peer has opened.</param>
    public TcpFlow(
        long id, Listener listener, Socket socket, TcpTransport transport, TimeProvider time, ILogger log, Destination? destination = null)
        : base(id, listener, destination?.Remote ?? (IPEndPoint)socket.RemoteEndPoint!)
    {
        _transport = transport;
        _destination = destination;
        _socket = new StreamSocket(socket, transport.Loops, isConnected: destination == null);
        _time = time;
        _log = log;
        _sender = Sender.Of(Remote);
        _input = new ReceiveBuffer(transport.ReceiveArrays);
        _plain = new PlainWire(_socket);
        _wire = transport.HandshakeFor(destination) is { } handshake ? TlsWire.Over(_socket, handshake) : _plain;
        _output = new SendQueue(_wire, time, this, isHeld: destination != null);
        _openingSince = LastReceivedAt = time.GetTimestamp();
    }

    public override PeerCertificate? Certificate => _wire.Certificate;

    /// <summary>Where we have opened it to; null for one that a peer has opened.</summary>
    public Destination? Destination => _destination;

    /// <summary>Ends when the reading has.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Bytes sent and not yet taken by the system.</summary>
    internal int QueuedBytes => _output.Bytes;

    /// <summary>Whether a message has begun and not ended.</summary>
    internal bool IsAwaitingRest => Volatile.Read(ref _incompleteSince) != 0;

    public override bool IsRetained => Volatile.Read(ref _retained) > 0;

    public void Start(IMessageSink sink) => Reading = ReadAsync(sink);

    public override void Retain() => Interlocked.Increment(ref _retained);

    public override void Release() => Interlocked.Decrement(ref _retained);

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
            else if (_destination != null)
                _log.ConnectFailed(Listener, Remote, e.Message);
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
        if (_destination is { } destination)
            return await OpenAsync(destination);
        var failure = await _wire.OpenAsync();
        Volatile.Write(ref _openingSince, 0);
        if (_transport.Handshakes != null)
            _transport.Gate.Opened(_sender, isAgreed: failure == null);
        if (failure != null && IsOpen)
            _log.HandshakeFailed(Listener, Remote, failure);
        return failure == null;
    }

    async ValueTask<bool> OpenAsync(Destination destination)
    {
        var isOpen = false;
        try
        {
            await _socket.ConnectAsync(destination.Remote);
            var failure = await _wire.OpenAsync();
            if (failure != null)
                _log.NoTlsWithServer(Listener, Remote, failure);
            // It may have been closed meanwhile.
            isOpen = failure == null;
            return isOpen;
        }
        finally
        {
            LastReceivedAt = _time.GetTimestamp();
            Volatile.Write(ref _openingSince, 0);
            if (!isOpen)
                Close();
            _output.Opened(isOpen);
        }
    }

    // False when the connection is to end.
    bool Consume(IMessageSink sink)
    {
        var sawWhole = false;
        while (IsOpen)
        {
            var frame = _framer.Next(_input.Pending, out var length);
            if (frame is not Frame.Incomplete && !_transport.Gate.Admits(_sender, IsKnown, LastReceivedAt))
            {
                Abort("its source sends too much");
                return false;
            }
            switch (frame)
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
            {
                Listener.Traffic.Add(Traffic.Event.Broken);
                _transport.Gate.Malformed(_sender, IsKnown, LastReceivedAt);
            }
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
        if (openingSince != 0 && IsOver(openingSince, OpeningLimit))
            return _destination == null ? "its TLS handshake took too long" : "nobody answers there";
        if (writingEndedAt != 0 && IsOver(writingEndedAt, ConnectionLimits.Linger))
            return "its peer did not close";
        if (incompleteSince != 0 && IsOver(incompleteSince, MessageLimit))
            return "a message was not completed";
        return IsOver(LastReceivedAt, ConnectionLimits.Idle) ? "nothing was received" : null;

        bool IsOver(long since, TimeSpan limit) => _time.GetElapsedTime(since, now) >= limit;
    }

    // Who is called may say more than a stranger.
    bool IsKnown => IsRetained || _destination != null;

    TimeSpan MessageLimit =>
        _transport.ReceiveArrays.IsCrowded ? ConnectionLimits.CrowdedMessage : ConnectionLimits.IncompleteMessage;

    // Who waits for a place need not wait for one that stalls.
    TimeSpan OpeningLimit => _destination != null ? ConnectionLimits.Connect
        : _transport.Handshakes is { IsCrowded: true } ? ConnectionLimits.CrowdedHandshake
        : ConnectionLimits.Handshake;

    void OneEnded()
    {
        if (Interlocked.Decrement(ref _running) > 0)
            return;
        _wire.Free();
        _transport.Forget(this, _sender);
    }
}
