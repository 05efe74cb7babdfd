using System.Net;
using System.Runtime.InteropServices;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>
/// Which bindings live on a UDP 5-tuple. A NAT gives the same one to another phone sooner or later; who registers from it then takes it over, see
/// <see cref="RegisterRules.TakesFlow"/>. Its locks are innermost: nothing else is locked or called under them.
/// </summary>
sealed class FlowOwners
{
    const int ShardCount = 64;

    readonly Shard[] _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard())];

    /// <summary>The binding lives on its flow from now on; gives those of other devices that lived there before, null for none.</summary>
    public List<ulong>? Enter(Binding binding)
    {
        var path = FlowPath.Of(binding.Flow!);
        var instance = binding.Identity.Instance;
        var shard = ShardOf(path);
        lock (shard.Lock)
        {
            ref var owner = ref CollectionsMarshal.GetValueRefOrAddDefault(shard.Owners, path, out var exists);
            var others = exists && owner.Instance != instance ? owner.All() : null;
            owner.Instance = instance;
            owner.Add(binding.Id);
            return others;
        }
    }

    public void Leave(Binding binding)
    {
        var path = FlowPath.Of(binding.Flow!);
        var shard = ShardOf(path);
        lock (shard.Lock)
        {
            ref var owner = ref CollectionsMarshal.GetValueRefOrNullRef(shard.Owners, path);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref owner) && !owner.Remove(binding.Id))
                shard.Owners.Remove(path);
        }
    }

    /// <summary>5-tuples known; for the leak check of tests.</summary>
    public int Count => _shards.Sum(static s => s.Owners.Count);

    Shard ShardOf(FlowPath path) => _shards[(uint)path.GetHashCode() % ShardCount];

    sealed class Shard
    {
        public readonly Lock Lock = new();
        public readonly Dictionary<FlowPath, Owner> Owners = [];
    }

    readonly record struct FlowPath(Listener Listener, IPEndPoint Remote)
    {
        public static FlowPath Of(Flow flow) => new(flow.Listener, flow.Remote);
    }

    /// <summary>The device of the last REGISTER and the bindings; nearly always one, so that one needs no set.</summary>
    struct Owner
    {
        ulong _first;
        HashSet<ulong>? _more;

        public string? Instance;

        public void Add(ulong id)
        {
            if (_first == 0 || _first == id)
                _first = id;
            else
                (_more ??= []).Add(id);
        }

        /// <summary>False when none is left.</summary>
        public bool Remove(ulong id)
        {
            if (_first == id)
                _first = 0;
            else
                _more?.Remove(id);
            return _first != 0 || _more is { Count: > 0 };
        }

        public readonly List<ulong> All()
        {
            List<ulong> all = [.. _more ?? []];
            if (_first != 0)
                all.Add(_first);
            return all;
        }
    }
}
