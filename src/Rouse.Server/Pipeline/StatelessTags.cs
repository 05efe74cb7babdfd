using System.Buffers.Text;
using System.Security.Cryptography;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Pipeline;

/// <summary>
/// To tags of responses sent without a transaction: the same for a retransmitted request (RFC 3261 §8.2.7), and recognised again in its
/// ACK, which is then absorbed.
/// </summary>
sealed class StatelessTags(byte[] key)
{
    const int TagBytes = 8;

    public byte[] Make(SipRequest request)
    {
        Span<byte> tag = stackalloc byte[TagBytes];
        Compute(request, tag);
        return Base64Url.EncodeToUtf8(tag);
    }

    /// <summary>Whether the To tag is ours for this Call-ID, From tag and branch.</summary>
    public bool IsOurs(SipRequest ack)
    {
        var toTag = ack.ToTag;
        if (toTag.Length != 11)
            return false;
        Span<byte> tag = stackalloc byte[TagBytes];
        Compute(ack, tag);
        Span<byte> expected = stackalloc byte[11];
        Base64Url.EncodeToUtf8(tag, expected, out _, out _);
        return toTag.SequenceEqual(expected);
    }

    void Compute(SipRequest request, Span<byte> tag)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(request.CallId);
        hmac.AppendData("\n"u8);
        hmac.AppendData(request.FromTag);
        hmac.AppendData("\n"u8);
        if (request.TryGetTopVia(out var via))
            hmac.AppendData(via.Branch.Span);
        Span<byte> hash = stackalloc byte[32];
        hmac.GetHashAndReset(hash);
        hash[..TagBytes].CopyTo(tag);
    }
}
