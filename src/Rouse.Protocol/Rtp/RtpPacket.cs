using System.Buffers.Binary;

namespace Rouse.Protocol.Rtp;

/// <summary>
/// An RTP packet (RFC 3550 §5.1): the fixed header and the payload. Contributing sources and header extensions are skipped.
/// </summary>
public readonly ref struct RtpPacket
{
    /// <summary>Bytes of a header without contributing sources.</summary>
    public const int HeaderBytes = 12;

    const int Version = 2;

    public bool Marker { get; init; }

    /// <summary>0 … 127 (RFC 3551 §6).</summary>
    public byte PayloadType { get; init; }

    public ushort SequenceNumber { get; init; }

    /// <summary>In units of the payload's clock.</summary>
    public uint Timestamp { get; init; }

    /// <summary>The synchronization source.</summary>
    public uint Ssrc { get; init; }

    /// <summary>Without padding.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>False: not RTP of version 2, or lengths in it that lead beyond its end.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (datagram.Length < HeaderBytes || datagram[0] >> 6 != Version)
            return false;
        var start = HeaderBytes + 4 * (datagram[0] & 0x0f);
        var hasExtension = (datagram[0] & 0x10) != 0;
        if (hasExtension && !SkipExtension(datagram, ref start))
            return false;
        // The last byte counts itself, so zero is no padding.
        var padding = (datagram[0] & 0x20) != 0 ? datagram[^1] : 0;
        if (start + padding > datagram.Length || ((datagram[0] & 0x20) != 0 && padding == 0))
            return false;
        packet = new RtpPacket
        {
            Marker = (datagram[1] & 0x80) != 0,
            PayloadType = (byte)(datagram[1] & 0x7f),
            SequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            Timestamp = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
            Payload = datagram[start..^padding],
        };
        return true;
    }

    /// <summary>Writes header and payload; <paramref name="destination"/> has room for both.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        destination[0] = Version << 6;
        destination[1] = (byte)((Marker ? 0x80 : 0) | (PayloadType & 0x7f));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Ssrc);
        Payload.CopyTo(destination[HeaderBytes..]);
        return HeaderBytes + Payload.Length;
    }

    // RFC 3550 §5.3.1: two bytes of the profile, then the length in words of four bytes.
    static bool SkipExtension(ReadOnlySpan<byte> datagram, ref int start)
    {
        if (start + 4 > datagram.Length)
            return false;
        start += 4 + 4 * BinaryPrimitives.ReadUInt16BigEndian(datagram[(start + 2)..]);
        return true;
    }
}
