using System.Collections.Concurrent;

namespace Rouse.Server.Transport;

/// <summary>The UDP flows of one socket that bindings live on, found again by remote address or number.</summary>
sealed class RetainedFlows
{
    readonly Lock _lock = new();
    readonly ConcurrentDictionary<UdpRemote, UdpFlow> _byPath = new();
    readonly ConcurrentDictionary<long, UdpFlow> _byId = new();

    public int Count => _byPath.Count;

    public UdpFlow? Find(UdpRemote path) => _byPath.GetValueOrDefault(path);

    public UdpFlow? Find(long id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// Two datagrams of one remote may each have made a flow before the first was retained: then both stand for the same kept one.
    /// </summary>
    public void Retain(UdpFlow flow)
    {
        lock (_lock)
        {
            var kept = _byPath.GetOrAdd(flow.Path, flow);
            kept.Retained++;
            if (_byId.TryAdd(flow.Id, kept) && kept != flow)
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
            _byPath.TryRemove(kept.Path, out _);
            _byId.TryRemove(kept.Id, out _);
            foreach (var alias in kept.Aliases ?? [])
                _byId.TryRemove(alias, out _);
            kept.Aliases = null;
        }
    }
}
