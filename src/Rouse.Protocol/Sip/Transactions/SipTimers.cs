namespace Rouse.Protocol.Sip.Transactions;

/// <summary>
/// T1, T2 and T4, and the timers made of them, as RFC 3261 table 4 and RFC 6026 §7 give them for unreliable transports.
/// A, E and G are first intervals.
/// </summary>
public sealed record SipTimers
{
    public static SipTimers Default { get; } = new();

    /// <summary>Estimate of the round-trip time; 500 ms (RFC 3261 table 4).</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest interval between retransmissions of a non-INVITE request or an INVITE's final; 4 s (RFC 3261 table 4).</summary>
    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a message can stay in the network; 5 s (RFC 3261 table 4).</summary>
    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan A => T1;

    public TimeSpan B => 64 * T1;

    /// <summary>At least 32 s whatever T1 is, since the other side may use another one (RFC 3261 §17.1.1.2).</summary>
    public TimeSpan D => B > TimeSpan.FromSeconds(32) ? B : TimeSpan.FromSeconds(32);

    public TimeSpan E => T1;

    public TimeSpan F => 64 * T1;

    public TimeSpan G => T1;

    public TimeSpan H => 64 * T1;

    public TimeSpan I => T4;

    public TimeSpan J => 64 * T1;

    public TimeSpan K => T4;

    public TimeSpan L => 64 * T1;

    public TimeSpan M => 64 * T1;
}
