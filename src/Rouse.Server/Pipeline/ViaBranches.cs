using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>
/// The branches that we write: cookie, exchange number, branch number and a hash for loop detection (RFC 3261 §16.6 step 8). The exchange
/// number is random, so that a response cannot be forged by one who did not get the request.
/// </summary>
static class ViaBranches
{
    const int IdLength = 11;

    static ReadOnlySpan<byte> Cookie => "z9hG4bK"u8;

    /// <summary>Via value of one branch: <c>SIP/2.0/TCP host:port;branch=…</c>.</summary>
    public static byte[] Write(Listener listener, long exchangeId, int index, uint loopHash)
    {
        Span<byte> id = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(id, exchangeId);
        var sentBy = Encoding.ASCII.GetString(listener.SentBy.Span);
        var transport = listener.Transport.ToString().ToUpperInvariant();
        return Encoding.ASCII.GetBytes($"SIP/2.0/{transport} {sentBy};branch=z9hG4bK{Base64Url.EncodeToString(id)}{index}.{loopHash:x8}");
    }

    /// <summary>False for a branch that is not of this form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> branch, out long exchangeId, out int index, out uint loopHash)
    {
        (exchangeId, index, loopHash) = (0, 0, 0);
        if (!branch.StartsWith(Cookie) || branch.Length < Cookie.Length + IdLength + 10)
            return false;
        Span<byte> id = stackalloc byte[8];
        var text = branch[Cookie.Length..];
        if (!Base64Url.IsValid(text[..IdLength])
            || Base64Url.DecodeFromUtf8(text[..IdLength], id, out _, out var length) != OperationStatus.Done || length != 8)
            return false;
        exchangeId = BinaryPrimitives.ReadInt64BigEndian(id);
        text = text[IdLength..];
        return text[0] is >= (byte)'0' and <= (byte)'9' && Utf8Parser.TryParse(text, out index, out var digits)
            && digits < text.Length && text[digits] == '.' && Utf8Parser.TryParse(text[(digits + 1)..], out loopHash, out _, 'x');
    }

    /// <summary>
    /// Everything that decides how we route a request: the same request seen twice with the same hash loops, with another it spirals.
    /// </summary>
    public static uint LoopHash(SipRequest request)
    {
        var hash = new XxHash3();
        hash.Append(request.RequestUri.Span);
        hash.Append(request.ToTag);
        hash.Append(request.FromTag);
        hash.Append(request.CallId);
        if (request.TryGetCSeq(out var cseq))
        {
            var number = cseq.Number;
            hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number)));
        }
        foreach (var route in request.Headers.Values(HeaderName.Route))
            hash.Append(route.Span);
        return (uint)hash.GetCurrentHashAsUInt64();
    }

    /// <summary>Whether the request went through us before and would take the same way again (RFC 3261 §16.3 step 4).</summary>
    public static bool IsLoop(SipRequest request, IReadOnlyList<Listener> listeners)
    {
        uint? hash = null;
        foreach (var value in request.Headers.Values(HeaderName.Via))
        {
            if (!Via.TryParse(value, out var via) || !TryRead(via.Branch.Span, out _, out _, out var seen) || !IsOurs(via, listeners))
                continue;
            if ((hash ??= LoopHash(request)) == seen)
                return true;
        }
        return false;
    }

    static bool IsOurs(Via via, IReadOnlyList<Listener> listeners)
    {
        foreach (var listener in listeners)
        {
            if (listener.SentBy.Span.SequenceEqual(via.SentBy.Span))
                return true;
        }
        return false;
    }
}
