namespace Rouse.Server.Transport;

/// <summary>What one connection may cost before it is closed.</summary>
static class ConnectionLimits
{
    /// <summary>Bytes that wait to be written; two of the longest messages (<see cref="Protocol.Sip.SipLimits.MessageBytes"/>).</summary>
    public const int QueueBytes = 1 << 20;

    /// <summary>
    /// How long the peer may take nothing of what waits for it; own decision, a third of what a SIP transaction lives (RFC 3261 §17.1.2.2).
    /// </summary>
    public static readonly TimeSpan NoProgress = TimeSpan.FromSeconds(10);

    /// <summary>How long the rest of a message may take; own decision, about what a SIP transaction lives (RFC 3261 §17.1.2.2).</summary>
    public static readonly TimeSpan IncompleteMessage = TimeSpan.FromSeconds(30);

    /// <summary>How long while there are too many unfinished ones, <see cref="ReceiveArrays.CrowdedBytes"/>; own decision.</summary>
    public static readonly TimeSpan CrowdedMessage = TimeSpan.FromSeconds(2);

    /// <summary>How long the peer may send nothing at all; Flexisip's <c>idle-timeout</c>.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    /// <summary>How long a TLS handshake may take: seconds on the worst mobile network; own decision.</summary>
    public static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection of ours to a server may take to open, TLS and all; own decision: a SYN is repeated after 1 and 3 s
    /// (RFC 6298 §2), and the next place of that server waits.
    /// </summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>How long while every place is taken, <see cref="TlsHandshakes.Places"/>; own decision, some round trips.</summary>
    public static readonly TimeSpan CrowdedHandshake = TimeSpan.FromSeconds(2);

    /// <summary>How long the peer may take to close after us; own decision.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    /// <summary>How often the times are looked at; own decision. One look at all costs less than a timer for each.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
}
