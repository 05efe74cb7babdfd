using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Routing;

/// <summary>
/// Which requests go on to other servers, and to which (RFC 3261 §16.5, §16.6 steps 6 and 7). Nothing is relayed for who has not proved who
/// they are, unless the operator has said so.
/// </summary>
sealed class Elsewhere(Onward onward, Routes routes, DialogPeers peers, Live<ForwardOptions> options)
{
    /// <summary>By the Route that is left, or by an operator's route; null: it is for us to find out.</summary>
    public Verdict? TryRoute(RequestContext request)
    {
        if (Routes.IsProven(request) && options.Current.For != ForwardFor.Nobody && TryTopRoute(request, out var route))
            return ServerName.TryOf(route, out var server) ? onward.Send(request, Hop.To(server)) : request.Answer(416);
        return routes.Find(request, isFallback: false) is { } hop ? onward.Send(request, hop) : null;
    }

    /// <summary>Where the requests go that none of our phones can take; null: nowhere.</summary>
    public Verdict? TryFallback(RequestContext request) =>
        routes.Find(request, isFallback: true) is { } hop ? onward.Send(request, hop) : null;

    /// <summary>To another domain, which the Request-URI names.</summary>
    public Verdict ToDomain(RequestContext request)
    {
        // It needs no proof, and outside a dialog of ours it means nothing.
        if (request.Request.Method == SipMethod.Bye)
            return request.Answer(481);
        // RFC 3261 §16.3 step 2: a number that no route takes.
        if (!request.RequestUri.IsSip)
            return request.Answer(416);
        if (!Routes.IsProven(request) || options.Current.For == ForwardFor.Nobody || !ServerName.TryOf(request.RequestUri, out var server))
            return request.Answer(404);
        return onward.Send(request, Hop.To(server));
    }

    /// <summary>To the server at the other end of a dialog.</summary>
    public Verdict InDialog(RequestContext request, DialogRoute dialog)
    {
        var needsProof = request.Request.Method is not (SipMethod.Bye or SipMethod.Ack);
        if (needsProof && !dialog.IsOfParties && !Routes.IsProven(request))
            return request.Answer(403);
        if (!ServerName.TryOf(TryTopRoute(request, out var route) ? route : request.RequestUri, out var server))
            return request.Answer(416);
        if (peers.BehindNat(dialog.Receiver, server) is { } flow && (flow.IsSecure || !request.IsSips))
            return onward.Send(request, flow);
        return onward.Send(request, Hop.To(server, dialog.Receiver.Kind == DialogSideKind.ServerOfOperator));
    }

    static bool TryTopRoute(RequestContext request, out SipUri uri)
    {
        uri = default;
        return request.Request.Headers.Contains(HeaderName.Route)
            && NameAddress.TryParse(request.Outgoing.First(HeaderName.Route), out var route) && route.TryGetUri(out uri);
    }
}
