namespace Rouse.Protocol.Sip.Transactions;

/// <summary>Why a transaction ended.</summary>
public enum TerminationCause : byte
{
    /// <summary>It ran its course, or was abandoned by its owner.</summary>
    Done,

    /// <summary>Timer B or F: no response came. Timer H: no ACK came.</summary>
    TimedOut,

    /// <summary>The transport could not deliver (RFC 3261 §17.1.4, §17.2.4).</summary>
    TransportFailed,
}
