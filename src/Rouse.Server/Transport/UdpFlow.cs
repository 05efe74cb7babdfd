namespace Rouse.Server.Transport;

/// <summary>
/// A UDP 5-tuple (RFC 5626 §3.1). Made for each datagram and forgotten with it, unless it is retained: then later datagrams of that remote
/// come on it.
/// </summary>
sealed class UdpFlow(long id, UdpSocket socket, UdpEndPoint remote) : Flow(id, socket.Listener, remote)
{
    public UdpRemote Path => ((UdpEndPoint)Remote).Path;

    /// <summary>
    /// The flow that is retained for this path since <see cref="Retain"/>: this one, or another made for an earlier datagram.
    /// </summary>
    internal UdpFlow? Kept { get; set; }

    /// <summary>How often the path is retained; counted on the kept flow.</summary>
    internal int Retained { get; set; }

    /// <summary>Numbers of other flows that stand for this kept one.</summary>
    internal List<long>? Aliases { get; set; }

    public override long LastReceivedAt
    {
        get => Kept is { } kept && kept != this ? kept.LastReceivedAt : base.LastReceivedAt;
        set
        {
            if (Kept is { } kept && kept != this)
                kept.LastReceivedAt = value;
            else
                base.LastReceivedAt = value;
        }
    }

    public override bool IsBehind => socket.IsBehind;

    public override bool IsRetained => Kept is { Retained: > 0 };

    public override void Retain() => socket.Retained.Retain(this);

    public override void Release() => socket.Retained.Release(this);

    protected override bool Transmit(ReadOnlyMemory<byte> message) => socket.Send(message.Span, Path.ToSocketAddress());

    public override void Close()
    {
    }
}
