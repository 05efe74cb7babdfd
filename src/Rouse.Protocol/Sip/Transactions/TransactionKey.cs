using System.IO.Hashing;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Protocol.Sip.Transactions;

/// <summary>
/// Identity of a server transaction (RFC 3261 §17.2.3): branch, sent-by and method, hashed with a secret seed so that no peer can aim at
/// another's. ACK and CANCEL get the key of their INVITE.
/// </summary>
public readonly record struct TransactionKey(ulong High, ulong Low)
{
    /// <summary>
    /// Key of the transaction that <paramref name="request"/> belongs to; its Via, CSeq and Call-ID must have been checked.
    /// </summary>
    public static TransactionKey Of(SipRequest request, long seed) => Of(request, request.TryGetTopVia(out var via) ? via : default, seed);

    /// <param name="request">See the other.</param>
    /// <param name="topVia">Its topmost Via, where that is read already.</param>
    /// <param name="seed">The secret.</param>
    public static TransactionKey Of(SipRequest request, in Via topVia, long seed)
    {
        var input = new ByteBuffer(256);
        var branch = topVia.Branch.Span;
        if (Via.BeginsWithCookie(branch))
        {
            AddPart(branch, ref input);
            AddLower(topVia.SentBy.Span, ref input);
        }
        else
        {
            AddOldStyle(request, ref input);
        }
        input.Add(request.Method is SipMethod.Ack or SipMethod.Cancel ? "INVITE"u8 : request.MethodName);
        var hash = XxHash128.HashToUInt128(input.Written, seed);
        input.Return();
        return new TransactionKey((ulong)(hash >> 64), (ulong)hash);
    }

    // RFC 2543 peers: everything of the request that a retransmission, ACK or CANCEL repeats.
    static void AddOldStyle(SipRequest request, ref ByteBuffer input)
    {
        request.TryGetCSeq(out var cseq);
        AddPart(request.RequestUri.Span, ref input);
        AddPart(request.FromTag, ref input);
        AddPart(request.CallId, ref input);
        AddPart(request.Headers.First(HeaderName.Via).Span, ref input);
        input.Add((int)cseq.Number);
        input.Add("\n"u8);
    }

    // The ends of the parts count: else a peer could move a byte from one to the next.
    static void AddPart(ReadOnlySpan<byte> text, ref ByteBuffer input)
    {
        input.Add(text);
        input.Add("\n"u8);
    }

    static void AddLower(ReadOnlySpan<byte> text, ref ByteBuffer input)
    {
        input.AddLower(text);
        input.Add("\n"u8);
    }
}
