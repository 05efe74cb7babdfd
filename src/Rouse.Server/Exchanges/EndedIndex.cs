namespace Rouse.Server.Exchanges;

/// <summary>Where an entry of <see cref="EndedExchanges"/> is.</summary>
readonly record struct Place(int Slab, int Offset);

/// <summary>Finds entries. Many small dictionaries: one that grows copies little, and threads seldom wait for each other.</summary>
sealed class EndedIndex<TKey>
    where TKey : struct
{
    const int Shards = 64;

    readonly Dictionary<TKey, Place>[] _shards = [.. Enumerable.Range(0, Shards).Select(static _ => new Dictionary<TKey, Place>())];

    public int Count => _shards.Sum(static shard => shard.Count);

    /// <summary>To be locked while it is used.</summary>
    public Dictionary<TKey, Place> ShardOf(TKey key) => _shards[(uint)key.GetHashCode() % Shards];

    public void Set(TKey key, Place place)
    {
        var shard = ShardOf(key);
        lock (shard)
            shard[key] = place;
    }

    /// <summary>Unless it is somewhere else by now.</summary>
    public void Remove(TKey key, Place place)
    {
        var shard = ShardOf(key);
        lock (shard)
        {
            if (shard.TryGetValue(key, out var known) && known == place)
                shard.Remove(key);
        }
    }
}
