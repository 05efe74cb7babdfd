using System.Net;

namespace Rouse.Server.Transport;

/// <summary>All flows that can be found again, over all transports.</summary>
interface IFlowTable
{
    IReadOnlyList<Listener> Listeners { get; }

    /// <summary>A flow still known by its number: an open connection or a retained UDP flow over IPv6; null otherwise.</summary>
    Flow? Find(long flowId);

    /// <summary>The UDP flow from one of our sockets to an address; null when the listener is no UDP listener.</summary>
    Flow? FlowTo(Listener listener, IPEndPoint remote);

    /// <summary>
    /// A flow to a server: a UDP 5-tuple, or the connection that we have to it, opened now where there is none; what is sent before it is
    /// open waits. Null when no listener of ours speaks its transport and address family.
    /// </summary>
    Flow? FlowTo(Destination destination);

    /// <summary>Whether a place is this server: what goes there would come back, and again, until Max-Forwards ends it.</summary>
    bool IsOurs(Destination place)
    {
        foreach (var listener in Listeners)
        {
            if (listener.Transport == place.Transport && listener.Local.Port == place.Remote.Port && listener.IsAt(place.Remote.Address))
                return true;
        }
        return false;
    }
}
