using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>
/// Which requests go on to other servers, and to which (RFC 3261 §16.5, §16.6 steps 6 and 7). Nothing is relayed for who has not proved who
/// they are, unless the operator has said so.
/// </summary>
sealed class Elsewhere(
    Onward onward, Routes routes, DialogPeers peers, OperatorServers known, Live<ForwardOptions> options, bool provesUsers)
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

    /// <summary>
    /// To the server at the other end of a dialog: where Route or Request-URI say if that is a place where the sender may call, else where
    /// that server was seen. Both are the sender's words; the token says only who talks to whom.
    /// </summary>
    public Verdict InDialog(RequestContext request, DialogRoute dialog)
    {
        var isStranger = !dialog.IsOfParties && !Routes.IsProven(request);
        // These cannot be challenged, and may be of somebody who has only seen the token. Nothing is looked up for them.
        var mayBeStranger = request.Request.Method is SipMethod.Bye or SipMethod.Ack;
        var seen = peers.SeenAt(dialog.Receiver, request);
        if (isStranger)
            return mayBeStranger && seen != null ? onward.Send(request, seen) : request.Answer(403);
        if (!ServerName.TryOf(TryTopRoute(request, out var route) ? route : request.RequestUri, out var server))
            return request.Answer(416);
        if (seen != null && DialogPeers.IsBehindNat(seen, server))
            return onward.Send(request, seen);
        var isProven = IsProven(request, dialog);
        return onward.Send(
            request, Hop.To(server) with { Leads = place => MayLead(place, seen, isProven), Otherwise = seen });
    }

    // A port is part of the place: on its host other things may listen.
    bool MayLead(Destination place, Flow? seen, bool isProven) =>
        (seen != null && place.Remote.Equals(seen.Remote)) || known.Have(place) || (isProven && MayCall(place));

    bool MayCall(Destination place) => options.Current is { For: ForwardFor.Users } forward
        && (forward.PrivateNetworks || !PrivateNetworks.Have(place.Remote.Address));

    // Who called a server that the operator did not name had to prove it then; a registered phone when it registered.
    bool IsProven(RequestContext request, DialogRoute dialog) => Routes.IsProven(request)
        || (provesUsers && dialog.IsOfParties
            && (dialog.Receiver.Kind == DialogSideKind.Server || dialog.Sender.BindingId != 0));

    static bool TryTopRoute(RequestContext request, out SipUri uri)
    {
        uri = default;
        return request.Request.Headers.Contains(HeaderName.Route)
            && NameAddress.TryParse(request.Outgoing.First(HeaderName.Route), out var route) && route.TryGetUri(out uri);
    }
}
