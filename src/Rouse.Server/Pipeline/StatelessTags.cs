using System.Buffers.Text;
using System.Runtime.Intrinsics;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Pipeline;

/// <summary>
/// To tags of responses sent without a transaction: the same for a retransmitted request (RFC 3261 §8.2.7), and recognised again in its
/// ACK, which is then absorbed.
/// </summary>
sealed class StatelessTags(byte[] key)
{
    const int TagBytes = 8;

    readonly AesCmac _mac = new(BlockCipher.Of(key));

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
        var input = new ByteBuffer(256);
        input.Add(request.CallId);
        input.Add("\n"u8);
        input.Add(request.FromTag);
        input.Add("\n"u8);
        input.Add(request.Branch);
        Span<byte> mac = stackalloc byte[AesCmac.MacBytes];
        _mac.Of(input.Written).CopyTo(mac);
        input.Return();
        mac[..TagBytes].CopyTo(tag);
    }
}
