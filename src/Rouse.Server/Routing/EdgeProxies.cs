using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>
/// The way to a phone behind a proxy whose connection to us is gone: a new one, to the first hop of its Path (RFC 3327 §5.3). Phones can
/// write there what they like, so it leads only where users may call, or to whom the operator trusts.
/// </summary>
sealed class EdgeProxies(ServerSearches searches, IFlowTable flows, Live<ForwardOptions> options, ITrust trust)
{
    /// <summary>What has to be looked up first; null where the phone has a flow, or no proxy.</summary>
    public static SipUri? HopOf(Binding binding) =>
        binding is { HasFlow: false, Path: [var first, ..] } && NameAddress.TryParse(first, out var hop) && hop.TryGetUri(out var uri)
            ? uri
            : null;

    /// <summary>From memory; null where there is none.</summary>
    public Flow? WayTo(RequestContext request, Binding binding)
    {
        if (HopOf(binding) is not { } hop || ServerTargets.NameOf(request, hop) is not { } name || searches.Find(name) is not { } search)
            return null;
        foreach (var place in search.Found)
        {
            if (MayLead(place) && !flows.IsOurs(place) && flows.FlowTo(place) is { } flow)
                return flow;
        }
        return null;
    }

    bool MayLead(Destination place)
    {
        var forward = options.Current;
        return trust.IsTrusted(place.Remote.Address)
            || (forward.For == ForwardFor.Users && (forward.PrivateNetworks || !PrivateNetworks.Have(place.Remote.Address)));
    }
}
