using System.Buffers.Text;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.RegistrationEvents;

/// <summary>
/// Notifier of the event package <c>reg</c> (RFC 3680): tells a user, or a trusted peer, which contacts of an address of record come and
/// go.
/// </summary>
/// <param name="domains">Whose contacts are ours to tell of.</param>
/// <param name="authenticates">Whether a user must prove who he is.</param>
/// <param name="trust">Who may ask about everybody.</param>
/// <param name="tags">Makes the To tags of our answers: the local tag of the dialog.</param>
/// <param name="subscriptions">Those that there are.</param>
sealed class RegistrationEventModule(
    Domains domains, bool authenticates, ITrust trust, StatelessTags tags, Subscriptions subscriptions) : IRequestModule
{
    /// <summary>RFC 3680 §4.4.</summary>
    const uint DefaultExpires = 3761;

    /// <summary>As the shortest registration that is granted; own decision.</summary>
    const uint MinExpires = 60;

    /// <summary>As the longest registration of a phone that nobody wakes; own decision.</summary>
    const uint MaxExpires = 24 * 3600;

    static readonly HeaderLine[] TooBrief = [new(HeaderName.MinExpires, Encoding.ASCII.GetBytes($"{MinExpires}"))];
    static readonly HeaderLine[] RetryAfter = [new(HeaderName.RetryAfter, "60"u8.ToArray())];

    public Verdict Handle(RequestContext request)
    {
        if (request is not { Request.Method: SipMethod.Subscribe, Dialog: null } || !IsForRegistrations(request.Request))
            return Verdict.Continue;
        return request.Request.ToTag.IsEmpty ? Begin(request) : Refresh(request);
    }

    Verdict Begin(RequestContext request)
    {
        if (domains.ToAor(request.RequestUri) is not { } aor || Gruus.IsGruu(request.RequestUri))
            return Verdict.Continue;
        if (!MayAsk(request, aor))
            return request.Answer(403, "Registrations Of Another User");
        if (!TakesRegistrations(request.Request))
            return request.Answer(406);
        if (!TryReadExpires(request.Request, out var expires))
            return request.Answer(423, null, TooBrief);
        if (SubscriptionDialog.TryCreate(request, tags.Make(request.Request)) is not { } dialog)
            return request.Answer(400, "Malformed Contact");
        // A retransmission finds what the first one began, and is answered alike.
        if (!subscriptions.TryBegin(dialog, aor, out var subscription))
            return request.Answer(503, "Too Many Subscriptions", RetryAfter);
        return Accept(request, subscription, expires);
    }

    Verdict Refresh(RequestContext request)
    {
        if (subscriptions.Find(SubscriptionDialog.IdOf(request.Request)) is not { } subscription)
            return domains.IsOwnAddress(request.RequestUri) ? request.Answer(481) : Verdict.Continue;
        if (!MayAsk(request, subscription.Aor))
            return request.Answer(403, "Registrations Of Another User");
        return TryReadExpires(request.Request, out var expires)
            ? Accept(request, subscription, expires)
            : request.Answer(423, null, TooBrief);
    }

    // The answer goes first: a NOTIFY makes no sense to who does not know its dialog.
    static Verdict Accept(RequestContext request, Subscription subscription, uint expires)
    {
        request.Request.TryGetCSeq(out var cseq);
        if (!subscription.TryTake(cseq.Number))
            return request.Answer(500, "CSeq Out Of Order");
        var verdict = request.Answer(200, null, subscription.Dialog.Lines(request.Request, expires));
        subscription.Accepted(cseq.Number, request.Request.Branch, TimeSpan.FromSeconds(expires));
        return verdict;
    }

    bool MayAsk(RequestContext request, AddressOfRecord aor) =>
        trust.IsTrusted(request.Flow) || (authenticates ? request.AuthenticatedAs : SenderOf(request.Request)) == aor;

    AddressOfRecord? SenderOf(SipRequest request) =>
        NameAddress.TryParse(request.Headers.First(HeaderName.From), out var from) && from.TryGetUri(out var uri)
            ? domains.ToAor(uri)
            : null;

    static bool IsForRegistrations(SipRequest request)
    {
        var value = request.Headers.First(HeaderName.Event).Span;
        var end = value.IndexOf((byte)';');
        return Ascii.EqualsIgnoreCase((end < 0 ? value : value[..end]).Trim(" \t\r\n"u8), "reg"u8);
    }

    // RFC 3680 §4.5: who says nothing takes them.
    static bool TakesRegistrations(SipRequest request)
    {
        if (!request.Headers.Contains(HeaderName.Accept))
            return true;
        foreach (var value in request.Headers.Values(HeaderName.Accept))
        {
            if (value.Span.IndexOf("reginfo+xml"u8) >= 0 || value.Span.IndexOf("*/*"u8) >= 0)
                return true;
        }
        return false;
    }

    static bool TryReadExpires(SipRequest request, out uint expires)
    {
        var value = request.Headers.First(HeaderName.Expires).Span;
        if (!Utf8Parser.TryParse(value, out expires, out var length) || length != value.Length)
            expires = DefaultExpires;
        expires = Math.Min(expires, MaxExpires);
        return expires is 0 or >= MinExpires;
    }
}
