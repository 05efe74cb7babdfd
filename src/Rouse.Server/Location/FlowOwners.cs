using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>
/// Which bindings live on a UDP 5-tuple, by device. A NAT gives the same one to another phone sooner or later; who registers from it then
/// takes it over, see <see cref="RegisterRules.TakesFlow"/>. Its locks are innermost: nothing else is locked or called under them.
/// </summary>
sealed class FlowOwners
{
    const int ShardCount = 64;

    readonly Shard[] _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard())];

    /// <summary>The binding lives on its flow from now on; gives those of other devices that live there too, null for none.</summary>
    public List<ulong>? Enter(Binding binding)
    {
        var path = FlowPath.Of(binding.Flow!);
        var shard = ShardOf(path);
        lock (shard.Lock)
        {
            ref var devices = ref CollectionsMarshal.GetValueRefOrAddDefault(shard.Paths, path, out _);
            var instance = binding.Identity.Instance;
            devices.Add(instance, binding.Id);
            return devices.Others(instance);
        }
    }

    public void Leave(Binding binding)
    {
        var path = FlowPath.Of(binding.Flow!);
        var shard = ShardOf(path);
        lock (shard.Lock)
        {
            ref var devices = ref CollectionsMarshal.GetValueRefOrNullRef(shard.Paths, path);
            if (!Unsafe.IsNullRef(ref devices) && devices.Remove(binding.Identity.Instance, binding.Id))
                shard.Paths.Remove(path);
        }
    }

    /// <summary>Whether any binding lives there.</summary>
    public bool Has(Flow flow)
    {
        var path = FlowPath.Of(flow);
        var shard = ShardOf(path);
        lock (shard.Lock)
            return shard.Paths.ContainsKey(path);
    }

    /// <summary>5-tuples known; for the leak check of tests.</summary>
    public int Count => _shards.Sum(static s => s.Paths.Count);

    Shard ShardOf(FlowPath path) => _shards[(uint)path.GetHashCode() % ShardCount];

    sealed class Shard
    {
        public readonly Lock Lock = new();
        public readonly Dictionary<FlowPath, Devices> Paths = [];
    }

    readonly record struct FlowPath(Listener Listener, IPEndPoint Remote)
    {
        public static FlowPath Of(Flow flow) => new(flow.Listener, flow.Remote);
    }

    /// <summary>The devices of one path. Nearly always it is one with one binding, so that this needs nothing beside the entry.</summary>
    struct Devices
    {
        string? _instance;
        ulong _id;
        List<(string? Instance, HashSet<ulong> Ids)>? _more;

        public void Add(string? instance, ulong id)
        {
            if (_more == null && (_id == 0 || (_id == id && _instance == instance)))
            {
                (_instance, _id) = (instance, id);
                return;
            }
            _more ??= [(_instance, [_id])];
            var index = _more.FindIndex(d => d.Instance == instance);
            if (index >= 0)
                _more[index].Ids.Add(id);
            else
                _more.Add((instance, [id]));
        }

        /// <summary>True when none is left.</summary>
        public bool Remove(string? instance, ulong id)
        {
            if (_more == null)
                return _instance == instance && _id == id;
            var index = _more.FindIndex(d => d.Instance == instance);
            if (index >= 0 && _more[index].Ids.Remove(id) && _more[index].Ids.Count == 0)
                _more.RemoveAt(index);
            return _more.Count == 0;
        }

        public readonly List<ulong>? Others(string? instance)
        {
            if (_more == null)
                return null;
            List<ulong>? others = null;
            foreach (var device in _more)
            {
                if (device.Instance != instance)
                    (others ??= []).AddRange(device.Ids);
            }
            return others;
        }
    }
}
