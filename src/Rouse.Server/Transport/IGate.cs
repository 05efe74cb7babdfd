namespace Rouse.Server.Transport;

/// <summary>
/// Decides who is listened to, before anything is read. Asked by every thread that receives, for every message: it neither throws nor
/// waits.
/// </summary>
interface IGate
{
    /// <summary>Something came; counts it, and false drops it.</summary>
    /// <param name="sender">Where it came from.</param>
    /// <param name="isRetained">Whether bindings live on the flow: then its own conduct counts, not that of its neighbours.</param>
    /// <param name="now">Timestamp of the clock.</param>
    bool Admits(in Sender sender, bool isRetained, long now);

    /// <summary>What came on a connection is no SIP. A datagram says nothing of whom it names as its source.</summary>
    void Malformed(in Sender sender, bool isRetained, long now);

    /// <summary>A connection may be opened; counts it, until <see cref="Closed"/>.</summary>
    /// <param name="sender">Who opens it.</param>
    /// <param name="shakesHands">Whether TLS begins: that counts by itself, until <see cref="Opened"/>.</param>
    bool TryOpen(in Sender sender, bool shakesHands);

    /// <summary>The handshake is over.</summary>
    void Opened(in Sender sender, bool isAgreed);

    /// <summary>The connection is gone, whose handshake was over or never began.</summary>
    void Closed(in Sender sender);
}

/// <summary>Stands open.</summary>
sealed class OpenGate : IGate
{
    public static OpenGate Instance { get; } = new();

    public bool Admits(in Sender sender, bool isRetained, long now) => true;

    public void Malformed(in Sender sender, bool isRetained, long now)
    {
    }

    public bool TryOpen(in Sender sender, bool shakesHands) => true;

    public void Opened(in Sender sender, bool isAgreed)
    {
    }

    public void Closed(in Sender sender)
    {
    }
}
