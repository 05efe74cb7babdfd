using System.Net;

namespace Rouse.Server.Transport;

/// <summary>
/// One usable path to a client (RFC 5626 §3.1): a connection, or a UDP 5-tuple. Responses and requests to the client go through it and
/// nowhere else.
/// </summary>
abstract class Flow(long id, Listener listener, IPEndPoint remote)
{
    // A UDP flow never closes, and many live for one datagram.
    readonly Lock? _watchLock = listener.Transport == SipTransport.Udp ? null : new();
    List<IFlowWatcher>? _watchers;
    bool _closed;

    /// <summary>Unique in this process and not the number of a flow of an earlier one.</summary>
    public long Id { get; } = id;

    /// <summary>The local side: what Via and Record-Route show for this flow.</summary>
    public Listener Listener { get; } = listener;

    public IPEndPoint Remote { get; } = remote;

    public SipTransport Transport => Listener.Transport;

    /// <summary>Whether the transport retransmits by itself (RFC 3261 §17).</summary>
    public bool IsReliable => Transport != SipTransport.Udp;

    /// <summary>Whether nobody on the way reads it: what <c>sips</c> asks of every hop (RFC 5630 §4).</summary>
    public bool IsSecure => Transport is SipTransport.Tls or SipTransport.Wss;

    /// <summary>What the peer showed of itself in the TLS handshake; null where it showed nothing.</summary>
    public virtual PeerCertificate? Certificate => null;

    /// <summary>False once the connection is gone. A UDP flow never closes.</summary>
    public bool IsOpen => !Volatile.Read(ref _closed);

    /// <summary>Whether the client is on this machine.</summary>
    public bool IsLoopback => IsOnThisMachine(Remote.Address);

    public static bool IsOnThisMachine(IPAddress client) =>
        IPAddress.IsLoopback(client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client);

    /// <summary>
    /// Whether more comes to its socket than is handled, so that new work should be refused. For who handles what came on it; a connection
    /// is never behind, because its peer has to wait.
    /// </summary>
    public virtual bool IsBehind => false;

    /// <summary>Timestamp (<see cref="TimeProvider"/>) of the last byte from the client.</summary>
    public virtual long LastReceivedAt { get; set; }

    /// <summary>Whether a message on <paramref name="other"/> takes the same way: the same connection, or the same UDP 5-tuple.</summary>
    public bool IsSamePath(Flow other) => ReferenceEquals(this, other)
        || (Transport == SipTransport.Udp && ReferenceEquals(Listener, other.Listener) && Remote.Equals(other.Remote));

    /// <summary>Whether a binding lives on it.</summary>
    public virtual bool IsRetained => false;

    /// <summary>A binding lives on it from now on: a UDP flow is kept and found again while at least one does.</summary>
    public virtual void Retain()
    {
    }

    public virtual void Release()
    {
    }

    /// <summary>
    /// Queues one message; never blocks. False when the flow is closed. A connection that cannot take it within its limits closes.
    /// </summary>
    public bool Send(ReadOnlyMemory<byte> message)
    {
        Listener.Trace?.Sent(this, message);
        Listener.Traffic.Sent(message.Span);
        if (Transmit(message))
            return true;
        Listener.Traffic.Add(Traffic.Event.SendFailed);
        return false;
    }

    /// <summary>What <see cref="Send"/> does, on this transport.</summary>
    protected abstract bool Transmit(ReadOnlyMemory<byte> message);

    /// <summary>Closes the connection after what is queued; nothing for UDP.</summary>
    public abstract void Close();

    /// <summary>
    /// Tells <paramref name="watcher"/> once when the flow closes; false when it is closed already (and nothing is told).
    /// </summary>
    public bool Watch(IFlowWatcher watcher)
    {
        if (_watchLock == null)
            return true;
        lock (_watchLock)
        {
            if (_closed)
                return false;
            (_watchers ??= []).Add(watcher);
            return true;
        }
    }

    public void Unwatch(IFlowWatcher watcher)
    {
        if (_watchLock == null)
            return;
        lock (_watchLock)
            _watchers?.Remove(watcher);
    }

    /// <summary>Watchers at this moment; for the leak check of tests.</summary>
    internal int Watchers => _watchers?.Count ?? 0;

    public override string ToString() => $"{Transport} {Remote}";

    /// <summary>Called by the transport, once, when the connection is gone.</summary>
    protected void MarkClosed()
    {
        List<IFlowWatcher>? watchers;
        lock (_watchLock!)
        {
            if (_closed)
                return;
            _closed = true;
            (watchers, _watchers) = (_watchers, null);
        }
        foreach (var watcher in watchers ?? [])
            watcher.FlowClosed(this);
    }
}

/// <summary>Who wants to know that a flow closed.</summary>
interface IFlowWatcher
{
    /// <summary>Called on the transport's thread: only enqueue.</summary>
    void FlowClosed(Flow flow);
}
