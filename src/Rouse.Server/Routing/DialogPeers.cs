using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Resolution;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>
/// The other side of a dialog, where it is now: by the token in Route, and by the GRUU in the Request-URI (RFC 5627 §6.1), which becomes
/// the contact that it stands for.
/// </summary>
sealed class DialogPeers(ILocationStore locations, IFlowTable flows, Gruus gruus, EdgeProxies edges)
{
    /// <summary>Null when nothing leads there any more.</summary>
    public Target? Find(RequestContext request, DialogRoute dialog)
    {
        var side = dialog.Receiver;
        var named = Gruus.IsGruu(request.RequestUri) && gruus.TryResolve(request.RequestUri, out var gruu) ? gruu : default;
        if (BindingOf(side) is { } binding)
        {
            var present = PresentOf(binding);
            var contact = named.Instance != null && named.Is(binding) ? (present ?? binding).UriText : (ReadOnlyMemory<byte>?)null;
            return (present?.Flow ?? edges.WayTo(request, binding)) is { } way ? Target.InDialog(way, contact) : null;
        }
        return FlowOf(side) is { } flow ? Target.InDialog(flow) : null;
    }

    /// <summary>The proxy in front of the other side, where it has to be looked up first.</summary>
    public SipUri? EdgeOf(DialogRoute dialog) =>
        BindingOf(dialog.Receiver) is { } binding && PresentOf(binding) == null ? EdgeProxies.HopOf(binding) : null;

    /// <summary>Whether what came on this flow came from this side.</summary>
    public bool IsPathOf(DialogSide side, Flow flow) => !side.IsElsewhere && IsPathOfPhone(side, flow);

    bool IsPathOfPhone(DialogSide side, Flow flow) => BindingOf(side) is { } binding
        ? binding.Flow?.IsSamePath(flow) == true || PresentOf(binding)?.Flow!.IsSamePath(flow) == true
        : FlowOf(side)?.IsSamePath(flow) == true;

    /// <summary>Where a server came from or was reached; null when that way is gone, or a request for it must not go there.</summary>
    public Flow? SeenAt(DialogSide server, RequestContext request) =>
        FlowOf(server) is { } flow && (flow.IsSecure || !request.IsSips) ? flow : null;

    /// <summary>
    /// Whether what a server wrote into Record-Route or Contact is an address of its own network, behind a NAT: it was seen at a public
    /// one.
    /// </summary>
    public static bool IsBehindNat(Flow seen, ServerName written) =>
        written.Address is { } address && PrivateNetworks.Have(address) && !PrivateNetworks.Have(seen.Remote.Address);

    Binding? BindingOf(DialogSide side) => side.BindingId == 0 ? null : locations.FindById(side.BindingId);

    // A device with several flows is found on another when this one is gone (RFC 5626 §5.3).
    Binding? PresentOf(Binding binding)
    {
        if (binding.HasFlow)
            return binding;
        var all = locations.Find(binding.Aor);
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].HasFlow && all[i].Identity.IsSameDevice(binding.Identity))
                return all[i];
        }
        return null;
    }

    // A connection stays its phone's. A UDP 5-tuple may be another's by now; who has only logged out can still be hung up on.
    Flow? FlowOf(DialogSide side)
    {
        var flow = side.Remote is not { } remote ? flows.Find(side.FlowId)
            : side.Listener < flows.Listeners.Count ? flows.FlowTo(flows.Listeners[side.Listener], remote) : null;
        return flow is { IsOpen: true } && (flow.IsReliable || side.BindingId == 0 || !locations.HasBindings(flow)) ? flow : null;
    }
}
