using System.Net;

namespace Rouse.Server.Transport;

/// <summary>All flows that can be found again, over all transports.</summary>
interface IFlowTable
{
    IReadOnlyList<Listener> Listeners { get; }

    /// <summary>A flow still known by its number: an open connection or a retained UDP flow; null otherwise.</summary>
    Flow? Find(long flowId);

    /// <summary>The UDP flow from one of our sockets to an address; null when the listener is no UDP listener.</summary>
    Flow? FlowTo(Listener listener, IPEndPoint remote);
}
