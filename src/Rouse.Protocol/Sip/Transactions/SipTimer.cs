namespace Rouse.Protocol.Sip.Transactions;

/// <summary>Timers by their letter (RFC 3261 table 4, RFC 6026 §7). Timer C belongs to the proxy core (RFC 3261 §16.6 step 11).</summary>
public enum SipTimer : byte
{
    A,
    B,
    C,
    D,
    E,
    F,
    G,
    H,
    I,
    J,
    K,
    L,
    M,
}
