using System.Buffers.Binary;
using System.IO.Hashing;

namespace Rouse.Protocol.Stun;

/// <summary>A STUN message (RFC 8489 §5) read where it lies: nothing is copied, and no length in it leads outside.</summary>
public readonly ref struct StunMessage
{
    /// <summary>Type, length, cookie, transaction id.</summary>
    public const int HeaderBytes = 20;

    /// <summary>What every message has behind its length, and SIP has not (RFC 8489 §5).</summary>
    public const uint Cookie = 0x2112A442;

    /// <summary>The one method that a SIP port knows (RFC 5626 §8).</summary>
    public const ushort Binding = 1;

    // RFC 8489 §14.7: "STUN".
    internal const uint FingerprintMask = 0x5354554e;
    internal const int FingerprintBytes = 8;

    StunMessage(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    public ReadOnlySpan<byte> Bytes { get; }

    public StunClass Class => (StunClass)(((Type & 0x0100) >> 7) | ((Type & 0x0010) >> 4));

    /// <summary>12 bits, between which those of the class stand.</summary>
    public ushort Method => (ushort)((Type & 0x000f) | ((Type & 0x00e0) >> 1) | ((Type & 0x3e00) >> 2));

    public ReadOnlySpan<byte> TransactionId => Bytes[8..HeaderBytes];

    ushort Type => BinaryPrimitives.ReadUInt16BigEndian(Bytes);

    /// <summary>Whether a datagram on a SIP port is STUN (RFC 5626 §8): a SIP message begins with a letter.</summary>
    public static bool IsStun(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeaderBytes && datagram[0] < 0x40 && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == Cookie;

    /// <summary>False when it is none, or when its length or that of an attribute is wrong.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;
        if (!IsStun(datagram) || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != datagram.Length - HeaderBytes)
            return false;
        var rest = datagram[HeaderBytes..];
        while (!rest.IsEmpty)
        {
            if (rest.Length < 4 || SizeOf(rest) is var size && size > rest.Length)
                return false;
            rest = rest[size..];
        }
        message = new StunMessage(datagram);
        return true;
    }

    public AttributeEnumerator GetEnumerator() => new(Bytes[HeaderBytes..]);

    /// <summary>The first value of an attribute.</summary>
    public bool TryGet(StunAttribute type, out ReadOnlySpan<byte> value)
    {
        foreach (var attribute in this)
        {
            if (attribute.Type != type)
                continue;
            value = attribute.Value;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>XOR-MAPPED-ADDRESS (RFC 8489 §14.2) in clear.</summary>
    /// <param name="address">Gets 4 or 16 bytes.</param>
    /// <param name="length">How many.</param>
    /// <param name="port">The port.</param>
    public bool TryGetMappedAddress(Span<byte> address, out int length, out ushort port)
    {
        (length, port) = (0, 0);
        if (!TryGet(StunAttribute.XorMappedAddress, out var value) || value.Length is not (8 or 20) || address.Length < value.Length - 4
            || value[1] != (value.Length == 8 ? 1 : 2))
            return false;
        port = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ (Cookie >> 16));
        length = value.Length - 4;
        for (var i = 0; i < length; i++)
            address[i] = (byte)(value[4 + i] ^ Bytes[4 + i]);
        return true;
    }

    /// <summary>Whether its last attribute is a FINGERPRINT (RFC 8489 §14.7), right or wrong.</summary>
    public bool HasFingerprint => Bytes.Length >= HeaderBytes + FingerprintBytes
        && BinaryPrimitives.ReadUInt32BigEndian(Bytes[^FingerprintBytes..]) == (((uint)StunAttribute.Fingerprint << 16) | 4);

    public bool IsFingerprintRight =>
        HasFingerprint && BinaryPrimitives.ReadUInt32BigEndian(Bytes[^4..]) == FingerprintOf(Bytes[..^FingerprintBytes]);

    /// <summary>Of all that stands before the attribute; the length counts it already.</summary>
    internal static uint FingerprintOf(ReadOnlySpan<byte> before) => Crc32.HashToUInt32(before) ^ FingerprintMask;

    // Header and value, filled up to a multiple of four.
    static int SizeOf(ReadOnlySpan<byte> attribute) => 4 + ((BinaryPrimitives.ReadUInt16BigEndian(attribute[2..]) + 3) & ~3);

    /// <summary>One attribute.</summary>
    public readonly ref struct Attribute(ReadOnlySpan<byte> bytes)
    {
        readonly ReadOnlySpan<byte> _bytes = bytes;

        public StunAttribute Type => (StunAttribute)BinaryPrimitives.ReadUInt16BigEndian(_bytes);

        /// <summary>Without what it is filled up with.</summary>
        public ReadOnlySpan<byte> Value => _bytes.Slice(4, BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]));
    }

    /// <summary>Walks the attributes of a message that was checked.</summary>
    public ref struct AttributeEnumerator(ReadOnlySpan<byte> attributes)
    {
        ReadOnlySpan<byte> _rest = attributes;
        ReadOnlySpan<byte> _current;

        public readonly Attribute Current => new(_current);

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            _current = _rest;
            _rest = _rest[SizeOf(_rest)..];
            return true;
        }
    }
}
