using Rouse.Protocol.Sip.Headers;

namespace Rouse.Protocol.Sip;

/// <summary>
/// The grammar that every element must be able to rely on (RFC 3261 §8.1.1, §16.3 step 1): mandatory headers once and well formed.
/// What a proxy does not read (Date, unknown headers, bodies) is not judged.
/// </summary>
public static class SipSyntax
{
    /// <summary>The first thing wrong with a request; null when it can be processed.</summary>
    public static SipParseError? Check(SipRequest request) =>
        request.Defect ?? CheckCommon(request, request.MethodName) ?? CheckRequestUri(request) ?? CheckRequestHeaders(request);

    /// <summary>The first thing wrong with a response; such a response is dropped.</summary>
    public static SipParseError? Check(SipResponse response) => response.Defect ?? CheckCommon(response, default);

    static SipParseError? CheckCommon(SipMessage message, ReadOnlySpan<byte> method)
    {
        var headers = message.Headers;
        if (!headers.Contains(HeaderName.Via))
            return SipParseError.MissingVia;
        if (!message.TryGetTopVia(out var via) || !IsUsable(via))
            return SipParseError.Via;
        if (!message.TryGetCSeq(out var cseq))
            return SipParseError.CSeq;
        if (!method.IsEmpty && !cseq.Method.SequenceEqual(method))
            return SipParseError.CSeqMethod;
        if (!IsCallId(message.CallId))
            return SipParseError.CallId;
        if (!IsAddress(headers.First(HeaderName.From)))
            return SipParseError.From;
        return IsAddress(headers.First(HeaderName.To)) ? CheckRepeated(headers) : SipParseError.To;
    }

    // A branch that is the cookie alone promises nothing (RFC 4475 §3.1.2.17).
    static bool IsUsable(Via via) => via.IsSip2 && via.Parameters.IsWellFormed && !IsCookieAlone(via.Branch.Span);

    static bool IsCookieAlone(ReadOnlySpan<byte> branch) => branch.Length == 7 && Via.BeginsWithCookie(branch);

    static bool IsCallId(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAny(" \t\r\n,"u8);

    static bool IsAddress(ReadOnlyMemory<byte> value) =>
        NameAddress.TryParse(value, out var address) && address.TryGetUri(out _) && address.Parameters.IsWellFormed;

    static SipParseError? CheckRepeated(HeaderList headers)
    {
        ulong seen = 0;
        foreach (var field in headers.Fields)
        {
            if (!IsSingle(field.Name))
                continue;
            var bit = 1UL << (int)field.Name;
            if ((seen & bit) != 0)
                return SipParseError.Repeated;
            seen |= bit;
        }
        return null;
    }

    static bool IsSingle(HeaderName name) => name is HeaderName.From or HeaderName.To or HeaderName.CallId or HeaderName.CSeq
        or HeaderName.MaxForwards or HeaderName.Expires or HeaderName.MinExpires or HeaderName.Event
        or HeaderName.ContentType or HeaderName.Replaces;

    static SipParseError? CheckRequestUri(SipRequest request)
    {
        if (!SipUri.TryParse(request.RequestUri, out var uri))
            return SipParseError.RequestUri;
        // RFC 3261 §16.3 step 2. A telephone number may have a way to it; nobody registers with one.
        if (uri.Scheme == UriScheme.Other || (uri.Scheme == UriScheme.Tel && request.Method == SipMethod.Register))
            return SipParseError.UnknownScheme;
        return uri.Headers.IsEmpty ? null : SipParseError.RequestUriHeaders;
    }

    static SipParseError? CheckRequestHeaders(SipRequest request)
    {
        var headers = request.Headers;
        if (headers.IndexOf(HeaderName.MaxForwards) is >= 0 and var hops && !SipText.TryParseNumber(headers.Value(hops).Span, 255, out _))
            return SipParseError.MaxForwards;
        foreach (var route in headers.Values(HeaderName.Route))
        {
            if (!IsAddress(route))
                return SipParseError.Route;
        }
        if (request.Method is SipMethod.Subscribe or SipMethod.Notify && !headers.Contains(HeaderName.Event))
            return SipParseError.MissingEvent;
        return request.Method is SipMethod.Invite or SipMethod.Register or SipMethod.Subscribe
            ? CheckContacts(headers, request.Method)
            : null;
    }

    static SipParseError? CheckContacts(HeaderList headers, SipMethod method)
    {
        foreach (var contact in headers.Values(HeaderName.Contact))
        {
            var isWildcard = method == SipMethod.Register && contact.Span.SequenceEqual("*"u8);
            if (!isWildcard && !IsAddress(contact))
                return SipParseError.Contact;
        }
        return null;
    }
}
