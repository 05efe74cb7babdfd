namespace Rouse.Protocol.Sip;

/// <summary>
/// What a message may need at most; above it the message is refused, so that no peer makes us work or remember without bound.
/// </summary>
public static class SipLimits
{
    /// <summary>Bytes of one message on a stream; Flexisip's <c>tcp-max-read-size</c>.</summary>
    public const int MessageBytes = 524_288;

    /// <summary>
    /// Bytes of start line and headers before they must end: about a datagram's (RFC 768), and with what a proxy adds still within the
    /// 65,535 that <see cref="HeaderField"/> can point to.
    /// </summary>
    public const int HeadBytes = 62_000;

    /// <summary>What a datagram carries at most over IPv4: 65,535 bytes less the headers of IP and UDP (RFC 791, RFC 768).</summary>
    public const int DatagramBytes = 65_507;

    /// <summary>A request that is longer goes by TCP where the path's MTU is unknown (RFC 3261 §18.1.1).</summary>
    public const int UnfragmentedBytes = 1_300;

    /// <summary>Header values in one message; four times what the longest RFC 4475 message has.</summary>
    public const int HeaderFields = 256;
}
