using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Testing;

/// <summary>
/// The flows of the network, found again as the real transports find them: open connections, and UDP flows that a binding lives on; every
/// other datagram comes on a flow of its own. An address belongs to the phone that opened it last.
/// </summary>
sealed class TestFlows
{
    readonly Dictionary<long, TestFlow> _connections = [];
    readonly Dictionary<Path, TestFlow> _retained = [];
    readonly Dictionary<Path, Action<ReadOnlyMemory<byte>>> _owners = [];
    readonly List<TestFlow> _all = [];
    long _lastId = 1000;

    /// <summary>Whether more comes than is handled.</summary>
    public bool AreBehind { get; set; }

    /// <summary>Every flow that ever was; for the leak check.</summary>
    public IReadOnlyList<TestFlow> All => _all;

    /// <summary>A new connection, or a UDP 5-tuple that now is this phone's.</summary>
    public TestFlow Open(Listener listener, IPEndPoint remote, Action<ReadOnlyMemory<byte>> deliver, long now)
    {
        _owners[new Path(listener, remote)] = deliver;
        var flow = New(listener, remote, now);
        if (flow.IsReliable)
            _connections[flow.Id] = flow;
        return flow;
    }

    /// <summary>What is sent there reaches this phone from now on.</summary>
    public void Answer(TestFlow flow, Action<ReadOnlyMemory<byte>> deliver) => _owners[PathOf(flow)] = deliver;

    /// <summary>The phone at this address hears nothing any more.</summary>
    public void Silence(TestFlow flow) => _owners.Remove(PathOf(flow));

    /// <summary>Every connection ends and every flow is forgotten, as at the end of a process.</summary>
    public void Forget()
    {
        foreach (var connection in _connections.Values)
            connection.Close();
        _connections.Clear();
        _retained.Clear();
    }

    public TestFlow? Find(long id) =>
        _connections.GetValueOrDefault(id) is { IsOpen: true } connection ? connection : _retained.Values.FirstOrDefault(f => f.Id == id);

    /// <summary>The UDP flow to an address; null when the listener is no UDP listener or of the other family.</summary>
    public TestFlow? FlowTo(Listener listener, IPEndPoint remote) => listener.Transport != SipTransport.Udp
        || listener.IsIPv6 != IsIPv6(remote)
        ? null
        : _retained.GetValueOrDefault(new Path(listener, remote)) ?? New(listener, remote, now: 0);

    /// <summary>The flow to a server: by TCP and TLS a connection that it waits on; where nobody listens it is closed at once.</summary>
    public TestFlow To(Listener listener, IPEndPoint remote)
    {
        if (listener.Transport == SipTransport.Udp)
            return FlowTo(listener, remote)!;
        if (_connections.Values.FirstOrDefault(f => f.IsOpen && f.Listener == listener && f.Remote.Equals(remote)) is { } waiting)
            return waiting;
        var refused = New(listener, remote, now: 0);
        refused.Close();
        return refused;
    }

    /// <summary>The flow on which something sent from <paramref name="flow"/> arrives.</summary>
    public TestFlow Arriving(TestFlow flow, long now)
    {
        var arriving = flow.IsReliable ? flow : _retained.GetValueOrDefault(PathOf(flow)) ?? New(flow.Listener, flow.Remote, now);
        arriving.LastReceivedAt = now;
        return arriving;
    }

    public void Deliver(TestFlow flow, ReadOnlyMemory<byte> message)
    {
        if (_owners.TryGetValue(PathOf(flow), out var deliver))
            deliver(message);
    }

    public void Retain(TestFlow flow)
    {
        var kept = flow.IsReliable ? flow : Kept(flow);
        kept.Retained++;
    }

    public void Release(TestFlow flow)
    {
        var kept = flow.IsReliable ? flow : Kept(flow);
        if (--kept.Retained == 0 && !flow.IsReliable)
            _retained.Remove(PathOf(flow));
    }

    TestFlow Kept(TestFlow flow)
    {
        if (!_retained.TryGetValue(PathOf(flow), out var kept))
            _retained[PathOf(flow)] = kept = flow;
        return kept;
    }

    TestFlow New(Listener listener, IPEndPoint remote, long now)
    {
        var flow = new TestFlow(++_lastId, listener, remote, this) { LastReceivedAt = now };
        _all.Add(flow);
        return flow;
    }

    static bool IsIPv6(IPEndPoint remote) => remote.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    static Path PathOf(TestFlow flow) => new(flow.Listener, flow.Remote);

    readonly record struct Path(Listener Listener, IPEndPoint Remote);
}
