using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Rouse.Protocol.Sip.Transactions;

/// <summary>
/// Identity of a server transaction (RFC 3261 §17.2.3): branch, sent-by and method, hashed with a secret seed so that no peer can aim at another's.
/// ACK and CANCEL get the key of their INVITE.
/// </summary>
public readonly record struct TransactionKey(ulong High, ulong Low)
{
    /// <summary>Key of the transaction that <paramref name="request"/> belongs to; its Via, CSeq and Call-ID must have been checked.</summary>
    public static TransactionKey Of(SipRequest request, long seed)
    {
        var method = request.Method is SipMethod.Ack or SipMethod.Cancel ? "INVITE"u8 : request.MethodName;
        var hash = new XxHash128(seed);
        if (request.TryGetTopVia(out var via) && via.HasMagicCookie)
        {
            hash.Append(via.Branch.Span);
            AppendLower(hash, via.SentBy.Span);
        }
        else
        {
            AppendOldStyle(hash, request);
        }
        hash.Append("\n"u8);
        hash.Append(method);
        return FromHash(hash);
    }

    // RFC 2543 peers: everything of the request that a retransmission, ACK or CANCEL repeats.
    static void AppendOldStyle(XxHash128 hash, SipRequest request)
    {
        hash.Append(request.RequestUri.Span);
        hash.Append("\n"u8);
        hash.Append(request.FromTag);
        hash.Append("\n"u8);
        hash.Append(request.CallId);
        hash.Append("\n"u8);
        request.TryGetCSeq(out var cseq);
        var number = cseq.Number;
        hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number)));
        hash.Append(request.Headers.First(HeaderName.Via).Span);
    }

    static void AppendLower(XxHash128 hash, ReadOnlySpan<byte> text)
    {
        Span<byte> lower = stackalloc byte[64];
        while (!text.IsEmpty)
        {
            var part = text[..Math.Min(64, text.Length)];
            for (var i = 0; i < part.Length; i++)
                lower[i] = part[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(part[i] | 0x20) : part[i];
            hash.Append(lower[..part.Length]);
            text = text[part.Length..];
        }
    }

    static TransactionKey FromHash(XxHash128 hash)
    {
        var value = hash.GetCurrentHashAsUInt128();
        return new TransactionKey((ulong)(value >> 64), (ulong)value);
    }
}
