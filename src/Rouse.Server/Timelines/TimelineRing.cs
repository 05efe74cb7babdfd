using Rouse.Protocol.Sip;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Timelines;

/// <summary>
/// The timelines of this process: those under way, and in a ring of bytes those that ended. Requests that were refused before a phone was
/// looked for have a small ring of their own: a flood of strangers makes nothing else forgotten.
/// </summary>
/// <param name="options">How many.</param>
/// <param name="time">Its clock.</param>
/// <param name="store">Those that woke a phone, of earlier processes too; null: none is kept.</param>
sealed class TimelineRing(Live<TimelineOptions> options, TimeProvider time, TimelineStore? store = null) : ITimelines
{
    /// <summary>
    /// The refused ones have this part of the limits, beside the others; own decision: enough to see who is refused, and why.
    /// </summary>
    const int RefusedPart = 10;

    readonly Lock _lock = new();
    readonly LinkedList<Timeline> _underWay = new();
    readonly EndedTimelines _ended = new(options.Current.Exchanges, options.Current.MaxBytes);
    readonly EndedTimelines _refused = new(
        Math.Max(1, options.Current.Exchanges / RefusedPart), options.Current.MaxBytes / RefusedPart);
    long _number = store?.LastNumber ?? 0;

    /// <summary>How many are under way.</summary>
    public int UnderWay
    {
        get
        {
            lock (_lock)
                return _underWay.Count;
        }
    }

    /// <summary>What those that ended take.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _ended.Bytes + _refused.Bytes;
        }
    }

    /// <summary>A timeline for the request; null when it is of a kind that is not recorded. Nobody sees it yet.</summary>
    public Timeline? Open(SipRequest request)
    {
        if (!RecordedRequests.Contain(request))
            return null;
        var now = time.GetUtcNow();
        return new Timeline
        {
            Request = request,
            Number = NextNumber(now),
            At = now,
            Timestamp = time.GetTimestamp(),
            Privacy = options.Current.Privacy,
            Store = store,
        };
    }

    /// <summary>The request stays for a while: it is shown among those under way.</summary>
    public void Begin(Timeline timeline)
    {
        lock (_lock)
            timeline.Place = _underWay.AddLast(timeline);
    }

    /// <summary>Nothing more will happen: what is worth it is remembered, and nothing that the exchange held.</summary>
    public void End(Timeline timeline)
    {
        var written = timeline.IsChallenged ? null : TimelineWriter.Write(timeline);
        if (written != null && timeline.WasPushed)
            store?.PutEnded(timeline, written);
        lock (_lock)
        {
            if (timeline.Place is { } place)
                _underWay.Remove(place);
            timeline.Place = null;
            if (written != null)
                (timeline.IsOfUser ? _ended : _refused).Add(written);
        }
    }

    /// <summary>The process ends: what is under way is kept as far as it got.</summary>
    public void Stop()
    {
        Timeline[] underWay;
        lock (_lock)
            underWay = [.. _underWay];
        foreach (var timeline in underWay)
        {
            if (timeline.WasPushed)
                store?.Put(timeline);
        }
    }

    /// <summary>The timeline as it is now.</summary>
    public TimelineRecord Read(Timeline timeline) => EntryOf(timeline).Read()!;

    public IReadOnlyList<TimelineRecord> Recent(int count) =>
    [
        .. NewestFirst(InMemory(), store?.Newest(count)).Select(static entry => entry.Read()).OfType<TimelineRecord>().Take(count)
            .Select(static record => record with { Steps = [] }),
    ];

    public IReadOnlyList<TimelineRecord> Find(string prefix)
    {
        if (prefix.Length == 0)
            return [];
        var wanted = new TimelinePrefix(prefix, options.Current.Privacy);
        var remembered = InMemory().Where(entry => wanted.Fits(entry.Number, TimelineReader.CallIdOf(entry.Written)));
        return [.. NewestFirst(remembered, store?.Find(wanted.Fits)).Select(static entry => entry.Read()).OfType<TimelineRecord>()];
    }

    // That of the time, but always a higher one than before, whatever the wall clock does.
    long NextNumber(DateTimeOffset now)
    {
        while (true)
        {
            var last = Volatile.Read(ref _number);
            var next = Math.Max(last + 1, TimelineId.NumberAt(now));
            if (Interlocked.CompareExchange(ref _number, next, last) == last)
                return next;
        }
    }

    IEnumerable<TimelineEntry> InMemory()
    {
        Timeline[] underWay;
        byte[][] ended;
        lock (_lock)
            (underWay, ended) = ([.. _underWay], [.. _ended.All, .. _refused.All]);
        return underWay.Select(EntryOf).Concat(ended.Select(static written => new TimelineEntry(written, null)));
    }

    // An order of numbers is one of arrival. What is in memory is newer than what is on the disk of the same exchange.
    static IEnumerable<TimelineEntry> NewestFirst(IEnumerable<TimelineEntry> remembered, IReadOnlyList<StoredTimeline>? stored) =>
        remembered
            .Concat((stored ?? []).Select(static kept => new TimelineEntry(kept.Written, null) { IsCut = !kept.IsOver }))
            .DistinctBy(static entry => entry.Number)
            .OrderByDescending(static entry => entry.Number);

    TimelineEntry EntryOf(Timeline timeline) => new(TimelineWriter.Write(timeline), time.GetElapsedTime(timeline.Timestamp));
}
