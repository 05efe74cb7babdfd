using System.Net.Sockets;
using Rouse.Server.Collections;

namespace Rouse.Server.Transport;

/// <summary>
/// The UDP flows of one socket that bindings live on, found again by remote address; over IPv6 by number, too, because there the address
/// has no room in a token.
/// </summary>
sealed class RetainedFlows
{
    readonly Lock _lock = new();
    readonly ReferenceTable<UdpRemote, UdpFlow, ByPath> _byPath = new();
    readonly Dictionary<long, UdpFlow> _byId = [];

    public int Count => _byPath.Count;

    public UdpFlow? Find(UdpRemote path) => _byPath.Find(path);

    public UdpFlow? Find(long id)
    {
        lock (_lock)
            return _byId.GetValueOrDefault(id);
    }

    /// <summary>
    /// Two datagrams of one remote may each have made a flow before the first was retained: then both stand for the same kept one.
    /// </summary>
    public void Retain(UdpFlow flow)
    {
        lock (_lock)
        {
            var kept = _byPath.GetOrAdd(flow);
            kept.Retained++;
            if (flow.Remote.AddressFamily == AddressFamily.InterNetworkV6 && _byId.TryAdd(flow.Id, kept) && kept != flow)
                (kept.Aliases ??= []).Add(flow.Id);
            var receivedAt = Math.Max(flow.LastReceivedAt, kept.LastReceivedAt);
            flow.Kept = kept;
            kept.LastReceivedAt = receivedAt;
        }
    }

    public void Release(UdpFlow flow)
    {
        lock (_lock)
        {
            if (flow.Kept is not { Retained: > 0 } kept || --kept.Retained > 0)
                return;
            _byPath.Remove(kept.Path);
            _byId.Remove(kept.Id);
            foreach (var alias in kept.Aliases ?? [])
                _byId.Remove(alias);
            kept.Aliases = null;
        }
    }

    readonly struct ByPath : IKeyOf<UdpRemote, UdpFlow>
    {
        // Nobody chooses addresses that fall together.
        static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

        public static UdpRemote KeyOf(UdpFlow element) => element.Path;

        public static uint HashOf(UdpRemote key)
        {
            var mixed = (key.Low ^ Seed) * 0x9E37_79B9_7F4A_7C15;
            mixed = (mixed ^ (mixed >> 32) ^ key.High ^ ((ulong)key.Port << 40) ^ key.Scope) * 0x9E37_79B9_7F4A_7C15;
            return (uint)(mixed >> 32);
        }
    }
}
