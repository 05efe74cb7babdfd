using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Rouse.Push.Http;

/// <summary>
/// The UUID of a call: version 5 of its Call-ID (RFC 9562 §5.5). An app that must name the call before the INVITE arrives (CallKit) takes
/// it from the push and makes the same one from the INVITE's Call-ID.
/// </summary>
public static class CallUuid
{
    private const int UuidLength = 16;

    /// <summary>The name space: an arbitrary UUID, fixed for ever, so that every server and every app comes to the same result.</summary>
    public static Guid Namespace { get; } = new("5c03f453-b9fa-4b20-8900-44891e44175c");

    /// <summary>The UUID of the call with this Call-ID, taken octet for octet (RFC 3261 §8.1.1.4: case-sensitive).</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 §5.5 prescribes SHA-1; nothing is protected by it.")]
    public static Guid Of(string callId)
    {
        var length = UuidLength + Encoding.UTF8.GetByteCount(callId);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var input = rented.AsSpan(0, length);
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(callId, input[UuidLength..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        ArrayPool<byte>.Shared.Return(rented);

        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..UuidLength], bigEndian: true);
    }
}
