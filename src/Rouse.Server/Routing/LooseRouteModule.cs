using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>
/// Takes our own entries off the Route (RFC 3261 §16.4) and opens the token in them: a request that carries one in its own dialog needs no
/// other proof.
/// </summary>
sealed class LooseRouteModule(Domains domains, DialogTokens tokens, DialogPeers peers) : IRequestModule
{
    public Verdict Handle(RequestContext request)
    {
        TakeStrictRoute(request);
        MaddrRepair.Apply(request, domains);
        while (TryTakeOwnRoute(request, out var route))
        {
            if (route.User.IsEmpty)
                continue;
            if (!tokens.TryOpen(route.User.Span, out var token))
                return request.Answer(403, "Forged Route");
            request.Dialog ??= RouteOf(request, token);
        }
        return Verdict.Continue;
    }

    // RFC 3261 §16.4: a strict router wrote our Record-Route into the Request-URI, and what belongs there behind all Routes.
    void TakeStrictRoute(RequestContext request)
    {
        var headers = request.Request.Headers;
        var last = -1;
        for (var i = headers.IndexOf(HeaderName.Route); i >= 0; i = headers.IndexOf(HeaderName.Route, i + 1))
            last = i;
        if (last < 0 || !domains.IsOwnAddress(request.RequestUri) || !tokens.TryOpen(request.RequestUri.User.Span, out var token)
            || !NameAddress.TryParse(headers.Value(last), out var route) || !route.TryGetUri(out var target))
            return;
        request.Outgoing.Edits.Remove(last);
        request.Outgoing.RequestUri = target.Text;
        request.RequestUri = target;
        request.Dialog = RouteOf(request, token);
    }

    bool TryTakeOwnRoute(RequestContext request, out SipUri uri)
    {
        uri = default;
        if (!request.Request.Headers.Contains(HeaderName.Route)
            || !NameAddress.TryParse(request.Outgoing.First(HeaderName.Route), out var route) || !route.TryGetUri(out uri) || !IsOurs(uri))
            return false;
        request.Outgoing.Edits.RemoveFirst(HeaderName.Route);
        return true;
    }

    // A Route to our domain without a user is an outbound proxy setting of a phone.
    bool IsOurs(SipUri uri) => domains.IsOwnAddress(uri) || (uri.User.IsEmpty && domains.Canonical(uri) != null);

    // The From tag tells the side. A token in another dialog is no proof of anything.
    DialogRoute? RouteOf(RequestContext context, DialogToken token)
    {
        var request = context.Request;
        if (request.ToTag.IsEmpty || token.CallId != tokens.Mark(request.CallId))
            return null;
        var (from, to) = (request.Headers.First(HeaderName.From), request.Headers.First(HeaderName.To));
        var route = token.CallerTag == tokens.Mark(request.FromTag)
            ? new DialogRoute(token, IsOfCaller: true, token.Parties == tokens.MarkOfParties(from, to))
            : token.CallerTag == tokens.Mark(request.ToTag)
                ? new DialogRoute(token, IsOfCaller: false, token.Parties == tokens.MarkOfParties(to, from))
                : null;
        return route is { IsOfParties: true } && !IsProof(route, context.Flow) ? route with { IsOfParties = false } : route;
    }

    // Whoever knows a token would else send anything to anybody through us.
    bool IsProof(DialogRoute route, Flow flow) => !route.Receiver.IsElsewhere || peers.IsPathOf(route.Sender, flow);
}
