using System.Buffers.Binary;

namespace Rouse.Protocol.Stun;

/// <summary>
/// The answer to a Binding request on a SIP port (RFC 5626 §8, RFC 8489 §7.3): it tells a phone where its NAT has put it. Without
/// authentication, as for keep-alives.
/// </summary>
public static class StunBinding
{
    /// <summary>An answer never has more.</summary>
    public const int MostBytes = 96;

    const int MostUnknown = 8;
    const ushort SuccessResponse = 0x0101;
    const ushort ErrorResponse = 0x0111;

    static ReadOnlySpan<byte> UnknownPhrase => "Unknown Attribute"u8;

    /// <summary>How many bytes were written; 0 when there is nothing to answer.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="address">Where from: 4 or 16 bytes.</param>
    /// <param name="port">And from which port.</param>
    /// <param name="answer">Room for <see cref="MostBytes"/>.</param>
    public static int Answer(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address, ushort port, Span<byte> answer)
    {
        if (!StunMessage.TryParse(datagram, out var request) || request is not { Class: StunClass.Request, Method: StunMessage.Binding }
            || (request.HasFingerprint && !request.IsFingerprintRight))
            return 0;
        Span<ushort> unknown = stackalloc ushort[MostUnknown];
        unknown = unknown[..FindUnknown(request, unknown)];
        BinaryPrimitives.WriteUInt16BigEndian(answer, unknown.IsEmpty ? SuccessResponse : ErrorResponse);
        request.Bytes[4..StunMessage.HeaderBytes].CopyTo(answer[4..]);
        var length = StunMessage.HeaderBytes;
        length += unknown.IsEmpty ? WriteAddress(address, port, answer, length) : WriteUnknown(unknown, answer[length..]);
        if (request.HasFingerprint)
            length += StunMessage.FingerprintBytes;
        BinaryPrimitives.WriteUInt16BigEndian(answer[2..], (ushort)(length - StunMessage.HeaderBytes));
        if (request.HasFingerprint)
            WriteFingerprint(answer[..length]);
        return length;
    }

    // RFC 8489 §6.3.1: what must be understood and is not.
    static int FindUnknown(StunMessage request, Span<ushort> unknown)
    {
        var count = 0;
        foreach (var attribute in request)
        {
            if ((ushort)attribute.Type < 0x8000 && !Enum.IsDefined(attribute.Type) && count < unknown.Length)
                unknown[count++] = (ushort)attribute.Type;
        }
        return count;
    }

    static int WriteAddress(ReadOnlySpan<byte> address, ushort port, Span<byte> answer, int at)
    {
        var value = WriteHead(StunAttribute.XorMappedAddress, 4 + address.Length, answer[at..]);
        value[0] = 0;
        value[1] = (byte)(address.Length == 4 ? 1 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(port ^ (StunMessage.Cookie >> 16)));
        // With the cookie, and the transaction id behind it.
        for (var i = 0; i < address.Length; i++)
            value[4 + i] = (byte)(address[i] ^ answer[4 + i]);
        return 8 + address.Length;
    }

    static int WriteUnknown(ReadOnlySpan<ushort> unknown, Span<byte> output)
    {
        var error = WriteHead(StunAttribute.ErrorCode, 4 + UnknownPhrase.Length, output);
        error[..24].Clear();
        (error[2], error[3]) = (4, 20);
        UnknownPhrase.CopyTo(error[4..]);
        var list = WriteHead(StunAttribute.UnknownAttributes, 2 * unknown.Length, output[28..]);
        for (var i = 0; i < unknown.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(list[(2 * i)..], unknown[i]);
        if (unknown.Length % 2 > 0)
            BinaryPrimitives.WriteUInt16BigEndian(list[(2 * unknown.Length)..], 0);
        return 28 + 4 + 4 * ((unknown.Length + 1) / 2);
    }

    static Span<byte> WriteHead(StunAttribute type, int length, Span<byte> output)
    {
        BinaryPrimitives.WriteUInt16BigEndian(output, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(output[2..], (ushort)length);
        return output[4..];
    }

    static void WriteFingerprint(Span<byte> answer)
    {
        var value = WriteHead(StunAttribute.Fingerprint, 4, answer[^StunMessage.FingerprintBytes..]);
        BinaryPrimitives.WriteUInt32BigEndian(value, StunMessage.FingerprintOf(answer[..^StunMessage.FingerprintBytes]));
    }
}
