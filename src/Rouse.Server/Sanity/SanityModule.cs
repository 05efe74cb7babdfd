using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Sanity;

/// <summary>
/// The first module: refuses what no element may process (RFC 3261 §16.3 steps 1, 2, 3 and 5), before anybody is asked for a password.
/// Which methods exist is not judged: a proxy sends unknown ones on.
/// </summary>
sealed class SanityModule(Domains domains) : IRequestModule
{
    public Verdict Handle(RequestContext request)
    {
        // A response goes where the Via says (RFC 3261 §18.2.2); without one there is nowhere.
        if (SipSyntax.Check(request.Request) is { } error)
            return request.Request.TryGetTopVia(out _) ? Refuse(request, error.Status, error.Phrase) : Verdict.Dropped;
        request.RequestUri = SipUri.TryParse(request.Request.RequestUri, out var uri) ? uri : default;
        // RFC 3261 §26.2.2: every hop to a SIPS URI is secured. What came in the open is not made to look otherwise.
        if (request.IsSips && !request.Flow.IsSecure)
            return Refuse(request, 400, "SIPS Without TLS");
        if (IsAtLastHop(request.Request) && !IsOptionsToUs(request))
            return Refuse(request, 483);
        var unsupported = UnsupportedOptions(request.Request);
        return unsupported == null ? Verdict.Continue : Refuse(request, 420, null, unsupported);
    }

    static bool IsAtLastHop(SipRequest request)
    {
        var hops = request.Headers.First(HeaderName.MaxForwards).Span;
        return !hops.IsEmpty && !hops.ContainsAnyExcept((byte)'0');
    }

    // RFC 3261 §16.3 step 3: OPTIONS may be answered as its final recipient.
    bool IsOptionsToUs(RequestContext request) =>
        request.Request.Method == SipMethod.Options && request.RequestUri.User.IsEmpty && domains.IsOurs(request.RequestUri);

    // We support no option that a proxy would have to. In an ACK the header repeats the INVITE's and asks for nothing (RFC 3261 §8.2.2.3).
    static List<HeaderLine>? UnsupportedOptions(SipRequest request)
    {
        List<HeaderLine>? lines = null;
        if (request.Method == SipMethod.Ack)
            return lines;
        foreach (var options in request.Headers.Values(HeaderName.ProxyRequire))
        {
            if (options.Span.ContainsAnyExcept(" \t\r\n,"u8))
                (lines ??= []).Add(new HeaderLine(HeaderName.Unsupported, options));
        }
        return lines;
    }

    // RFC 3261 §17: an ACK is never answered.
    static Verdict Refuse(RequestContext request, int status, string? phrase = null, IReadOnlyList<HeaderLine>? headers = null) =>
        request.Request.Method == SipMethod.Ack ? Verdict.Dropped : request.Answer(status, phrase, headers);
}
