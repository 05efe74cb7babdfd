using System.Runtime.InteropServices;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>
/// Exchanges that only absorb or repeat until Timers D, I, J, K, L and M have fired (RFC 3261 §17, RFC 6026 §7), as bytes in slabs that the
/// garbage collector neither moves nor looks into. A slab is let go whole when its youngest entry is due: no entry has a timer.
/// </summary>
sealed class EndedExchanges(TimeProvider time, IFlowTable flows)
{
    /// <summary>Own decision: some thousand entries, so that letting one go takes about a millisecond.</summary>
    const int SlabBytes = 1 << 20;

    /// <summary>A larger one stays an exchange; own decision: a response that a datagram can hold fits in.</summary>
    const int MaxEntryBytes = SlabBytes / 8;

    /// <summary>Slabs kept for the next entries; own decision: what comes and goes within a second at the highest rates.</summary>
    const int MaxSpares = 4;

    readonly EndedIndex<TransactionKey> _byKey = new();
    readonly EndedIndex<long> _byId = new();
    readonly Lock _lock = new();
    readonly Queue<Slab> _full = new();
    readonly Stack<Slab> _spares = new();
    readonly Stack<Slab> _free = new();
    Slab[] _slabs = [];
    Slab? _current;

    /// <summary>What is still found, but for what is due and not yet let go.</summary>
    public int Indexed => _byKey.Count + _byId.Count;

    /// <summary>What the slabs take.</summary>
    public long Bytes => Volatile.Read(ref _slabs).Sum(static slab => (long)slab.Bytes.Length);

    /// <summary>Entries that are not due; walks through all of them.</summary>
    public int CountLive()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            return _slabs.Sum(slab => slab.Heads().Count(head => head.Until > now));
        }
    }

    /// <summary>Keeps what remains of the exchange, if anything does. False: it is too large, and must live on as it is.</summary>
    public bool TryAdd(Exchange exchange)
    {
        var now = time.GetTimestamp();
        var head = RemainsWriter.Measure(exchange, now);
        if (head.Until <= now)
            return true;
        if (head.Length > MaxEntryBytes)
            return false;
        bool isNewSlab;
        lock (_lock)
        {
            isNewSlab = _current is not { } last || last.Bytes.Length - last.Used < head.Length;
            if (isNewSlab)
                BeginSlab();
            var place = _current!.Reserve(head, out var output);
            RemainsWriter.Write(exchange, head, flows.Listeners, output);
            // Under the lock: else the slab could be let go before its entry is indexed.
            if (head.CallerUntil > now)
                _byKey.Set(head.Key, place);
            if (head.BranchesUntil > now)
                _byId.Set(head.Id, place);
        }
        if (isNewSlab)
            LetGoDue();
        return true;
    }

    public bool TryFind(TransactionKey key, out EndedCaller caller)
    {
        caller = default;
        var shard = _byKey.ShardOf(key);
        // To the end of the reading: a slab is used again only when none of its entries is indexed.
        lock (shard)
        {
            if (!shard.TryGetValue(key, out var place))
                return false;
            var entry = EntryAt(place);
            if (MemoryMarshal.Read<Head>(entry).CallerUntil <= time.GetTimestamp())
                return false;
            caller = RemainsReader.ReadCaller(entry);
            return true;
        }
    }

    public bool TryFind(long id, int index, out EndedBranch branch)
    {
        branch = default;
        var shard = _byId.ShardOf(id);
        lock (shard)
        {
            if (!shard.TryGetValue(id, out var place))
                return false;
            var entry = EntryAt(place);
            var now = time.GetTimestamp();
            if (MemoryMarshal.Read<Head>(entry).BranchesUntil <= now)
                return false;
            branch = RemainsReader.ReadBranch(entry, index, now);
            return true;
        }
    }

    /// <summary>Lets go what is due as a whole; to be called now and then, so that a server with nothing to do keeps nothing.</summary>
    public void LetGoDue()
    {
        while (TakeDue() is { } slab)
        {
            foreach (var (head, place) in slab.Entries())
            {
                _byKey.Remove(head.Key, place);
                _byId.Remove(head.Id, place);
            }
            lock (_lock)
            {
                var isSpare = _spares.Count < MaxSpares;
                slab.Empty(keepsBytes: isSpare);
                (isSpare ? _spares : _free).Push(slab);
            }
        }
    }

    ReadOnlySpan<byte> EntryAt(Place place) => Volatile.Read(ref _slabs)[place.Slab].Bytes.AsSpan(place.Offset);

    void BeginSlab()
    {
        if (_current != null)
            _full.Enqueue(_current);
        if (!_spares.TryPop(out _current) && !_free.TryPop(out _current))
        {
            _current = new Slab(_slabs.Length);
            Volatile.Write(ref _slabs, [.. _slabs, _current]);
        }
        _current.Begin(SlabBytes);
    }

    Slab? TakeDue()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_full.TryPeek(out var oldest))
                return oldest.Until <= now ? _full.Dequeue() : null;
            if (_current is not { } slab || slab.Until > now)
                return null;
            _current = null;
            return slab;
        }
    }
}
