using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Stun;

namespace Rouse.Server.Transport;

/// <summary>One bound UDP address: its sockets, each read by a thread of its own.</summary>
sealed class UdpSocket
{
    // Own decision: an overload comes and goes many times a second.
    static readonly TimeSpan BehindInterval = TimeSpan.FromMinutes(1);

    readonly IReadOnlyList<Socket> _sockets;
    readonly UdpReceiver[] _receivers;
    readonly FlowIds _ids;
    readonly IGate _gate;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly RecentEndPoints _recent;
    long _behindSaidAt;
    volatile bool _stopping;

    /// <param name="sockets">All bound to the address; owned from now on.</param>
    /// <param name="open">How they are read.</param>
    /// <param name="publicAddress">Host shown instead of the bound address.</param>
    /// <param name="ids">Numbers for flows.</param>
    /// <param name="gate">Who is listened to.</param>
    /// <param name="time">Stamps what is received.</param>
    /// <param name="log">Gets what is dropped and what fails.</param>
    public UdpSocket(
        IReadOnlyList<Socket> sockets,
        Func<Socket, IDatagramIo> open,
        string? publicAddress,
        FlowIds ids,
        IGate gate,
        TimeProvider time,
        ILogger log)
    {
        _sockets = sockets;
        _ids = ids;
        _gate = gate;
        _time = time;
        _log = log;
        var local = (IPEndPoint)sockets[0].LocalEndPoint!;
        _recent = new RecentEndPoints(local.AddressFamily);
        Listener = new Listener(SipTransport.Udp, local, publicAddress);
        _receivers = [.. sockets.Select(socket => new UdpReceiver(this, open(socket), time))];
    }

    public Listener Listener { get; }

    public RetainedFlows Retained { get; } = new();

    /// <summary>For options and for tests that provoke errors of the system.</summary>
    internal IReadOnlyList<Socket> Sockets => _sockets;

    public void Start(IMessageSink sink)
    {
        foreach (var receiver in _receivers)
            receiver.Start(sink);
    }

    /// <summary>Ends the threads; no message is handed over after that.</summary>
    public Task StopAsync()
    {
        if (_stopping)
            return Task.CompletedTask;
        _stopping = true;
        return Task.WhenAll(_receivers.Select(receiver => receiver.StopAsync()));
    }

    /// <summary>
    /// Whether the socket still lives; that a datagram is lost on its way is normal. It leaves at once, or, on a thread that reads this
    /// address, with the others of its batch.
    /// </summary>
    public bool Send(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        if (_stopping)
            return false;
        if (UdpReceiver.Of(this) is { } receiver && receiver.TryQueue(datagram, to))
            return true;
        try
        {
            _sockets[0].SendTo(datagram, SocketFlags.None, to);
        }
        catch (SocketException e) when (!_stopping)
        {
            SendFailed(e.SocketErrorCode, datagram.Length);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
        return true;
    }

    internal void SendFailed(SocketError error, int bytes)
    {
        if (_stopping)
            return;
        Listener.Traffic.Add(Traffic.Event.SendFailed);
        if (error == SocketError.MessageSize)
            _log.DatagramTooLarge(Listener, bytes);
        else
            _log.SendFailed(Listener, error);
    }

    /// <summary>Whether the thread that asks reads this address, and too slowly for what comes.</summary>
    internal bool IsBehind => UdpReceiver.Of(this)?.IsLate == true;

    /// <summary>A receiver has fallen behind.</summary>
    internal void FellBehind()
    {
        var saidAt = Interlocked.Read(ref _behindSaidAt);
        if (saidAt != 0 && _time.GetElapsedTime(saidAt) < BehindInterval)
            return;
        Interlocked.Exchange(ref _behindSaidAt, _time.GetTimestamp());
        _log.Behind(Listener);
    }

    internal void ReceiveFailed(Exception e) => _log.ReceiveFailed(Listener, e.Message);

    /// <summary>The flow to a remote: the retained one, or a new one.</summary>
    public UdpFlow FlowTo(SocketAddress remote)
    {
        var path = UdpRemote.Of(remote);
        return Retained.Find(path) ?? NewFlow(remote, path, receivedAt: 0);
    }

    internal void Handle(ReadOnlySpan<byte> datagram, SocketAddress from, IMessageSink sink)
    {
        try
        {
            var path = UdpRemote.Of(from);
            var now = _time.GetTimestamp();
            var retained = Retained.Find(path);
            var sender = Sender.Of(path);
            if (!_gate.Admits(sender, retained != null, now))
                return;
            retained?.LastReceivedAt = now;
            if (IsBlank(datagram, from) || IsStun(datagram, from))
                return;
            if (!SipParser.TryParseDatagram(datagram.ToArray(), out var message, out var error))
            {
                Listener.Traffic.Add(Traffic.Event.Broken);
                if (_log.IsEnabled(LogLevel.Debug))
                    _log.NotSip(Listener, _recent.Of(from, path), error);
                return;
            }
            sink.Received(message!, retained ?? NewFlow(from, path, now));
        }
        // The one boundary: a bug must cost one datagram, not the thread.
        catch (Exception e)
        {
            _log.HandlingFailed(e, Listener, _recent.Of(from, UdpRemote.Of(from)));
        }
    }

    // Keep-alive (RFC 5626 §3.5.1, meant for streams, sent by phones over UDP too); other blanks and zeros only open the NAT.
    bool IsBlank(ReadOnlySpan<byte> datagram, SocketAddress from)
    {
        if (datagram.IndexOfAnyExcept((byte)'\r', (byte)'\n', (byte)0) >= 0)
            return false;
        if (datagram.SequenceEqual("\r\n\r\n"u8))
            Send("\r\n"u8, from);
        return true;
    }

    // Keep-alive of phones (RFC 5626 §3.5.2): the answer tells them whether their NAT still has them where it had.
    bool IsStun(ReadOnlySpan<byte> datagram, SocketAddress from)
    {
        if (!StunMessage.IsStun(datagram))
            return false;
        Span<byte> answer = stackalloc byte[StunBinding.MostBytes];
        var length = StunBinding.Answer(datagram, UdpRemote.AddressOf(from), UdpRemote.PortOf(from), answer);
        if (length > 0)
            Send(answer[..length], from);
        return true;
    }

    UdpFlow NewFlow(SocketAddress remote, UdpRemote path, long receivedAt) =>
        new(_ids.Next(), this, _recent.Of(remote, path)) { LastReceivedAt = receivedAt };
}
