using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Location;

/// <summary>A machine without a listener.</summary>
sealed class NoFlows : IFlowTable
{
    public IReadOnlyList<Listener> Listeners => [];

    public Flow? Find(long flowId) => null;

    public Flow? FlowTo(Listener listener, IPEndPoint remote) => null;

    public Flow? FlowTo(Destination destination) => null;
}
