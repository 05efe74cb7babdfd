using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>
/// The thread that reads one socket of a local address. What is sent on it while it handles a batch leaves together at the batch's end.
/// </summary>
sealed class UdpReceiver(UdpSocket owner, IDatagramIo io, TimeProvider time)
{
    [ThreadStatic]
    static UdpReceiver? _current;

    readonly Action<SocketError, int> _sendFailed = owner.SendFailed;
    readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Backlog _backlog = new(time);
    Thread? _thread;
    volatile bool _stopping;

    /// <summary>The one whose thread this is, if it reads for <paramref name="owner"/>.</summary>
    public static UdpReceiver? Of(UdpSocket owner) => _current is { } current && current.Owner == owner ? current : null;

    /// <summary>Whether its socket is read too slowly for what comes; for its own thread.</summary>
    public bool IsLate => _backlog.IsLate;

    UdpSocket Owner => owner;

    public void Start(IMessageSink sink)
    {
        _thread = new Thread(() => Receive(sink)) { IsBackground = true, Name = owner.Listener.ToString() };
        _thread.Start();
    }

    /// <summary>Ends the thread and the socket, once; no datagram is handed over after that.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        if (_thread != null)
        {
            io.Interrupt();
            await _stopped.Task;
        }
        io.Dispose();
    }

    /// <summary>Sends at the end of the batch; false when the caller must. On this receiver's thread.</summary>
    public bool TryQueue(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        if (io.TryQueue(datagram, to))
            return true;
        io.Flush(_sendFailed);
        return io.TryQueue(datagram, to);
    }

    void Receive(IMessageSink sink)
    {
        _current = this;
        while (!_stopping)
        {
            var count = TryReceive();
            var isAll = !io.MayHaveMore;
            if (!isAll && _backlog.Took(all: false))
                owner.FellBehind();
            // What an interruption leaves behind looks like an empty datagram.
            for (var i = 0; i < count && !_stopping; i++)
                owner.Handle(io.Datagram(i), io.Source(i), sink);
            io.Flush(_sendFailed);
            // The last ones came while it was late.
            if (isAll)
                _backlog.Took(all: true);
        }
        _stopped.SetResult();
    }

    int TryReceive()
    {
        try
        {
            return io.Receive();
        }
        // Such as ICMP port unreachable for something we sent; or our own interruption.
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (!_stopping)
                owner.ReceiveFailed(e);
            return 0;
        }
    }
}
