using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>Where the sides of a dialog are now.</summary>
sealed class DialogPaths(ILocationStore locations, IFlowTable flows)
{
    /// <summary>Of a phone its present flow; the one of the token only if there is no newer one. Null when there is none.</summary>
    public Flow? FlowOf(DialogSide side)
    {
        if (side.BindingId != 0 && locations.FindById(side.BindingId) is { } binding)
            return binding.HasFlow ? binding.Flow : null;
        // A connection stays its phone's. A UDP 5-tuple may be another's by now; who has only logged out can still be hung up on.
        var flow = side.Remote is not { } remote ? flows.Find(side.FlowId)
            : side.Listener < flows.Listeners.Count ? flows.FlowTo(flows.Listeners[side.Listener], remote) : null;
        return flow is { IsOpen: true } && (flow.IsReliable || side.BindingId == 0 || !locations.HasBindings(flow)) ? flow : null;
    }

    /// <summary>Whether what came on this flow came from this side.</summary>
    public bool IsPathOf(DialogSide side, Flow flow) => FlowOf(side) is { } own && own.IsSamePath(flow);
}
