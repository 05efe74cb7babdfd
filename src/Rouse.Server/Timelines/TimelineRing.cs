using Rouse.Protocol.Sip;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Timelines;

/// <summary>
/// The timelines of this process: those under way, and in a ring of bytes those that ended. Requests that were refused before a phone was
/// looked for have a small ring of their own: a flood of strangers makes nothing else forgotten.
/// </summary>
sealed class TimelineRing(Live<TimelineOptions> options, TimeProvider time) : ITimelines
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
    long _number = TimelineId.FirstNumber();

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
    public Timeline? Open(SipRequest request) => !RecordedRequests.Contain(request) ? null : new Timeline
    {
        Request = request,
        Number = Interlocked.Increment(ref _number),
        At = time.GetUtcNow(),
        Timestamp = time.GetTimestamp(),
        Privacy = options.Current.Privacy,
    };

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
        lock (_lock)
        {
            if (timeline.Place is { } place)
                _underWay.Remove(place);
            timeline.Place = null;
            if (written != null)
                (timeline.IsOfUser ? _ended : _refused).Add(written);
        }
    }

    /// <summary>The timeline as it is now.</summary>
    public TimelineRecord Read(Timeline timeline) => Read(EntryOf(timeline));

    public IReadOnlyList<TimelineRecord> Recent(int count) =>
        [.. NewestFirst().Take(count).Select(static entry => Read(entry) with { Steps = [] })];

    public IReadOnlyList<TimelineRecord> Find(string prefix) => prefix.Length == 0
        ? []
        : [.. NewestFirst().Where(entry => Matches(entry.Written, prefix)).Select(Read)];

    // An order of numbers is one of arrival.
    IOrderedEnumerable<Entry> NewestFirst()
    {
        Timeline[] underWay;
        byte[][] ended;
        lock (_lock)
            (underWay, ended) = ([.. _underWay], [.. _ended.All, .. _refused.All]);
        return underWay.Select(EntryOf)
            .Concat(ended.Select(static written => new Entry(written, null)))
            .OrderByDescending(static entry => TimelineWriter.NumberOf(entry.Written));
    }

    Entry EntryOf(Timeline timeline) => new(TimelineWriter.Write(timeline), time.GetElapsedTime(timeline.Timestamp));

    bool Matches(byte[] written, string prefix)
    {
        if (TimelineId.Of(TimelineWriter.NumberOf(written)).StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return true;
        var callId = options.Current.Privacy && prefix.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? prefix[..at] : prefix;
        if (callId.Length > TimelineWriter.MaxTextBytes)
            callId = callId[..TimelineWriter.MaxTextBytes];
        return TimelineReader.CallIdOf(written).StartsWith(ShownText.Escaped(callId), StringComparison.Ordinal);
    }

    static TimelineRecord Read(Entry entry) => TimelineText.Of(TimelineReader.Read(entry.Written), entry.Now);

    /// <param name="Written">By <see cref="TimelineWriter"/>.</param>
    /// <param name="Now">How old one is that is under way; null when it has ended.</param>
    readonly record struct Entry(byte[] Written, TimeSpan? Now);
}
