using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Transport;

/// <summary>One bound UDP address and the thread that reads it.</summary>
sealed class UdpSocket
{
    // The largest length of a datagram (RFC 768).
    const int DatagramBytes = 65_535;

    // RFC 8489 §5: the magic cookie that tells STUN from the rest.
    const uint StunCookie = 0x2112A442;

    readonly Socket _socket;
    readonly FlowIds _ids;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly IPEndPoint _anyRemote;
    readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Thread? _thread;
    volatile bool _stopping;

    /// <param name="socket">Bound; owned from now on.</param>
    /// <param name="publicAddress">Host shown instead of the bound address.</param>
    /// <param name="ids">Numbers for flows.</param>
    /// <param name="time">Stamps what is received.</param>
    /// <param name="log">Gets what is dropped and what fails.</param>
    public UdpSocket(Socket socket, string? publicAddress, FlowIds ids, TimeProvider time, ILogger log)
    {
        _socket = socket;
        _ids = ids;
        _time = time;
        _log = log;
        var local = (IPEndPoint)socket.LocalEndPoint!;
        _anyRemote = new IPEndPoint(local.Address, 0);
        Listener = new Listener(SipTransport.Udp, local, publicAddress);
    }

    public Listener Listener { get; }

    public RetainedFlows Retained { get; } = new();

    /// <summary>For tests that provoke errors of the system.</summary>
    internal Socket Socket => _socket;

    public void Start(IMessageSink sink)
    {
        _thread = new Thread(() => Receive(sink)) { IsBackground = true, Name = Listener.ToString() };
        _thread.Start();
    }

    /// <summary>Ends the thread; no message is handed over after that.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        _socket.Dispose();
        return _thread == null ? Task.CompletedTask : _stopped.Task;
    }

    /// <summary>Whether the socket still lives; that a datagram is lost on its way is normal.</summary>
    public bool Send(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, to);
        }
        catch (SocketException e) when (!_stopping)
        {
            Listener.Traffic.Add(Traffic.Event.SendFailed);
            if (e.SocketErrorCode == SocketError.MessageSize)
                _log.DatagramTooLarge(Listener, datagram.Length);
            else
                _log.SendFailed(Listener, e.SocketErrorCode);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
        return true;
    }

    /// <summary>The flow to a remote: the retained one, or a new one.</summary>
    public UdpFlow FlowTo(SocketAddress remote)
    {
        var path = UdpRemote.Of(remote);
        return Retained.Find(path) ?? NewFlow(remote, path, receivedAt: 0);
    }

    void Receive(IMessageSink sink)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(DatagramBytes);
        var from = new SocketAddress(_socket.AddressFamily);
        while (!_stopping)
        {
            if (TryReceive(buffer, from, out var length))
                Handle(buffer.AsSpan(0, length), from, sink);
        }
        _stopped.SetResult();
    }

    bool TryReceive(byte[] buffer, SocketAddress from, out int length)
    {
        length = 0;
        try
        {
            length = _socket.ReceiveFrom(buffer, SocketFlags.None, from);
            return !_stopping;
        }
        // Such as ICMP port unreachable for something we sent; or our own Dispose.
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (!_stopping)
                _log.ReceiveFailed(Listener, e.Message);
            return false;
        }
    }

    void Handle(ReadOnlySpan<byte> datagram, SocketAddress from, IMessageSink sink)
    {
        try
        {
            var path = UdpRemote.Of(from);
            var now = _time.GetTimestamp();
            var retained = Retained.Find(path);
            retained?.LastReceivedAt = now;
            if (IsBlank(datagram, from) || IsStun(datagram))
                return;
            if (!SipParser.TryParseDatagram(datagram.ToArray(), out var message, out var error))
            {
                Listener.Traffic.Add(Traffic.Event.Broken);
                if (_log.IsEnabled(LogLevel.Debug))
                    _log.NotSip(Listener, (IPEndPoint)_anyRemote.Create(from), error);
                return;
            }
            sink.Received(message!, retained ?? NewFlow(from, path, now));
        }
        // The one boundary: a bug must cost one datagram, not the thread.
        catch (Exception e)
        {
            _log.HandlingFailed(e, Listener, (IPEndPoint)_anyRemote.Create(from));
        }
    }

    // Keep-alive (RFC 5626 §3.5.1, meant for streams, sent by phones over UDP too); other blanks only open the NAT.
    bool IsBlank(ReadOnlySpan<byte> datagram, SocketAddress from)
    {
        if (datagram.IndexOfAnyExcept((byte)'\r', (byte)'\n') >= 0)
            return false;
        if (datagram.SequenceEqual("\r\n\r\n"u8))
            Send("\r\n"u8, from);
        return true;
    }

    static bool IsStun(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= 20 && datagram[0] < 0x40 && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == StunCookie;

    UdpFlow NewFlow(SocketAddress remote, UdpRemote path, long receivedAt) =>
        new(_ids.Next(), this, (IPEndPoint)_anyRemote.Create(remote), path) { LastReceivedAt = receivedAt };
}
