using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Rouse.Protocol.Stun;

/// <summary>MESSAGE-INTEGRITY (RFC 8489 §14.5): HMAC-SHA1 over what stands before it.</summary>
public static class MessageIntegrity
{
    // No message of ours or of a client is longer (RFC 8489 §6.1: 548 bytes where the path is not known).
    const int MostBytes = 1500;

    /// <summary>Whether the message has the attribute and it is right for this key.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 8489 §14.5 prescribes SHA-1.")]
    public static bool IsRight(StunMessage message, ReadOnlySpan<byte> key)
    {
        if (message.Bytes.Length > MostBytes || !message.TryGet(StunAttribute.MessageIntegrity, out var value)
            || value.Length != HMACSHA1.HashSizeInBytes || !message.Bytes.Overlaps(value, out var offset))
            return false;
        var before = offset - 4;
        Span<byte> covered = stackalloc byte[before];
        message.Bytes[..before].CopyTo(covered);
        // The length counts the attribute and nothing behind it.
        BinaryPrimitives.WriteUInt16BigEndian(covered[2..], (ushort)(offset + value.Length - StunMessage.HeaderBytes));
        Span<byte> expected = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, covered, expected);
        return CryptographicOperations.FixedTimeEquals(expected, value);
    }
}
