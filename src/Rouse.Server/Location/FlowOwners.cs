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

    /// <summary>
    /// The binding lives on its flow from now on; gives those that may be of other devices and live there too, null for none.
    /// </summary>
    public List<ulong>? Enter(Binding binding)
    {
        var path = FlowPath.Of(binding.Flow!);
        var device = RegisterRules.DeviceOf(binding);
        var shard = ShardOf(path);
        lock (shard.Lock)
        {
            ref var devices = ref CollectionsMarshal.GetValueRefOrAddDefault(shard.Paths, path, out _);
            devices.Add(device, binding.Id);
            return devices.Others(device);
        }
    }

    public void Leave(Binding binding)
    {
        var path = FlowPath.Of(binding.Flow!);
        var device = RegisterRules.DeviceOf(binding);
        var shard = ShardOf(path);
        lock (shard.Lock)
        {
            ref var devices = ref CollectionsMarshal.GetValueRefOrNullRef(shard.Paths, path);
            if (!Unsafe.IsNullRef(ref devices) && devices.Remove(device, binding.Id))
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
        ulong _device;
        ulong _id;
        List<(ulong Device, HashSet<ulong> Ids)>? _more;

        public void Add(ulong device, ulong id)
        {
            if (_more == null && (_id == 0 || (_id == id && _device == device)))
            {
                (_device, _id) = (device, id);
                return;
            }
            _more ??= [(_device, [_id])];
            var index = _more.FindIndex(d => d.Device == device);
            if (index >= 0)
                _more[index].Ids.Add(id);
            else
                _more.Add((device, [id]));
        }

        /// <summary>True when none is left.</summary>
        public bool Remove(ulong device, ulong id)
        {
            if (_more == null)
                return _device == device && _id == id;
            var index = _more.FindIndex(d => d.Device == device);
            if (index >= 0 && _more[index].Ids.Remove(id) && _more[index].Ids.Count == 0)
                _more.RemoveAt(index);
            return _more.Count == 0;
        }

        public readonly List<ulong>? Others(ulong device)
        {
            if (_more == null)
                return null;
            List<ulong>? others = null;
            foreach (var other in _more)
            {
                if (other.Device != device)
                    (others ??= []).AddRange(other.Ids);
            }
            return others;
        }
    }
}
