namespace Rouse.Server.Resolution;

/// <summary>
/// What name servers have said, for as long as they said within <see cref="DnsLimits"/>; records and the knowledge that there are none each
/// have their own room. When that is full, who was asked for first goes.
/// </summary>
sealed class DnsMemory(TimeProvider time)
{
    readonly Lock _lock = new();
    readonly Room _found = new();
    readonly Room _missing = new();

    public int Found => _found.Count;

    public int Missing => _missing.Count;

    /// <summary>Null: it must be asked.</summary>
    public DnsReply? Find(DnsQuestion question)
    {
        lock (_lock)
            return Fresh(_found, question) ?? Fresh(_missing, question);
    }

    /// <summary>One that has ended, and is better than nothing; null: none.</summary>
    public DnsReply? FindStale(DnsQuestion question)
    {
        lock (_lock)
        {
            return _found.TryGet(question, out var entry) && time.GetElapsedTime(entry.Ends) < DnsLimits.StaleLife ? entry.Reply : null;
        }
    }

    public void Remember(DnsQuestion question, DnsReply reply)
    {
        var entry = new Entry(reply, time.GetTimestamp() + ToTimestamp(LifeOf(reply)));
        lock (_lock)
        {
            if (reply.Outcome == DnsOutcome.Found)
            {
                _missing.Remove(question);
                _found.Put(question, entry);
                return;
            }
            // What nobody knows now was known before.
            if (reply.Outcome != DnsOutcome.Failed)
                _found.Remove(question);
            _missing.Put(question, entry);
        }
    }

    internal static TimeSpan LifeOf(DnsReply reply) => reply.Outcome switch
    {
        DnsOutcome.Found => Within(
            reply.Records.Count == 0 ? TimeSpan.Zero : reply.Records.Min(static record => record.TimeToLive),
            DnsLimits.ShortestLife, DnsLimits.LongestLife),
        DnsOutcome.Failed => DnsLimits.FailureLife,
        _ => Within(
            reply.NegativeFor == TimeSpan.Zero ? DnsLimits.UsualNegativeLife : reply.NegativeFor,
            DnsLimits.ShortestLife, DnsLimits.LongestNegativeLife),
    };

    static TimeSpan Within(TimeSpan life, TimeSpan shortest, TimeSpan longest) =>
        life < shortest ? shortest : life > longest ? longest : life;

    DnsReply? Fresh(Room room, DnsQuestion question) =>
        room.TryGet(question, out var entry) && time.GetTimestamp() < entry.Ends ? entry.Reply : null;

    long ToTimestamp(TimeSpan life) => (long)(life.TotalSeconds * time.TimestampFrequency);

    readonly record struct Entry(DnsReply Reply, long Ends);

    /// <summary>Entries in the order in which they came.</summary>
    sealed class Room
    {
        readonly Dictionary<DnsQuestion, LinkedListNode<(DnsQuestion Question, Entry Entry)>> _entries = [];
        readonly LinkedList<(DnsQuestion Question, Entry Entry)> _order = new();

        public int Count => _entries.Count;

        public bool TryGet(DnsQuestion question, out Entry entry)
        {
            var isThere = _entries.TryGetValue(question, out var node);
            entry = isThere ? node!.Value.Entry : default;
            return isThere;
        }

        public void Put(DnsQuestion question, Entry entry)
        {
            Remove(question);
            _entries[question] = _order.AddLast((question, entry));
            if (_entries.Count > DnsLimits.Remembered)
                Remove(_order.First!.Value.Question);
        }

        public void Remove(DnsQuestion question)
        {
            if (_entries.Remove(question, out var node))
                _order.Remove(node);
        }
    }
}
