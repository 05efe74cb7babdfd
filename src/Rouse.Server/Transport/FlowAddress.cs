using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>How a flow is found again, in 32 bytes: a connection by its number, a UDP 5-tuple by both addresses.</summary>
readonly record struct FlowAddress(long FlowId, ulong High, ulong Low, uint Scope, ushort Port, ushort Listener)
{
    const ushort NoListener = ushort.MaxValue;

    public static FlowAddress Of(Flow flow, IReadOnlyList<Listener> listeners)
    {
        if (flow.Transport != SipTransport.Udp)
            return new FlowAddress(flow.Id, 0, 0, 0, 0, NoListener);
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        flow.Remote.Address.TryWriteBytes(address, out _);
        var scope = flow.Remote.AddressFamily == AddressFamily.InterNetworkV6 ? (uint)flow.Remote.Address.ScopeId : 0;
        return new FlowAddress(
            flow.Id, BitConverter.ToUInt64(address), BitConverter.ToUInt64(address[8..]), scope, (ushort)flow.Remote.Port,
            IndexOf(flow.Listener, listeners));
    }

    /// <summary>Null when the connection is gone.</summary>
    public Flow? Find(IFlowTable flows)
    {
        if (Listener >= flows.Listeners.Count)
            return flows.Find(FlowId);
        var listener = flows.Listeners[Listener];
        return flows.FlowTo(listener, new IPEndPoint(AddressOn(listener), Port));
    }

    IPAddress AddressOn(Listener listener)
    {
        Span<byte> address = stackalloc byte[16];
        BitConverter.TryWriteBytes(address, High);
        BitConverter.TryWriteBytes(address[8..], Low);
        return listener.IsIPv6 ? new IPAddress(address, Scope) : new IPAddress(address[..4]);
    }

    static ushort IndexOf(Listener listener, IReadOnlyList<Listener> listeners)
    {
        for (var i = 0; i < listeners.Count; i++)
        {
            if (ReferenceEquals(listeners[i], listener))
                return (ushort)i;
        }
        return NoListener;
    }
}
