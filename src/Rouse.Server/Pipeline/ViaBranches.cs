using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
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
        var output = new ByteBuffer(128);
        output.Add(listener.ViaStart.Span);
        output.Add(";branch="u8);
        output.Add(Cookie);
        output.AddBase64Url(id);
        output.Add(index);
        output.Add("."u8);
        output.AddHex(loopHash);
        return output.TakeArray();
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
    /// <param name="request">As it was received.</param>
    /// <param name="routeNumber">Which route of the operator decided; 0: none.</param>
    public static uint LoopHash(SipRequest request, int routeNumber)
    {
        var input = new ByteBuffer(512);
        input.Add(request.RequestUri.Span);
        AddNext(request.ToTag, ref input);
        AddNext(request.FromTag, ref input);
        AddNext(request.CallId, ref input);
        input.Add("\n"u8);
        if (request.TryGetCSeq(out var cseq))
            input.Add(cseq.Number);
        foreach (var route in request.Headers.Values(HeaderName.Route))
            AddNext(route.Span, ref input);
        input.Add("\n"u8);
        input.Add(routeNumber);
        var hash = (uint)XxHash3.HashToUInt64(input.Written);
        input.Return();
        return hash;
    }

    /// <summary>Whether the request went through us before and would take the same way again (RFC 3261 §16.3 step 4).</summary>
    public static bool IsLoop(RequestContext context, IReadOnlyList<Listener> listeners) =>
        IsLoop(context.Request, context.RouteNumber, listeners);

    /// <inheritdoc cref="IsLoop(RequestContext, IReadOnlyList{Listener})"/>
    public static bool IsLoop(SipRequest request, int routeNumber, IReadOnlyList<Listener> listeners)
    {
        uint? hash = null;
        foreach (var value in request.Headers.Values(HeaderName.Via))
        {
            if (!Via.TryParse(value, out var via) || !TryRead(via.Branch.Span, out _, out _, out var seen) || !IsOurs(via, listeners))
                continue;
            if ((hash ??= LoopHash(request, routeNumber)) == seen)
                return true;
        }
        return false;
    }

    // The ends of two texts must not pass for those of two others.
    static void AddNext(ReadOnlySpan<byte> text, ref ByteBuffer input)
    {
        input.Add("\n"u8);
        input.Add(text);
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
