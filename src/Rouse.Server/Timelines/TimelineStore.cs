using Microsoft.Extensions.Logging;
using Rouse.Server.Scheduling;
using Rouse.Server.Storage;

namespace Rouse.Server.Timelines;

/// <summary>
/// The timelines of exchanges that woke a phone, in the database of the data folder, so that a restart does not make them forgotten. They
/// are written behind: nobody waits for it, and what cannot be written is not kept. Whoever asks reads on his own thread and connection.
/// </summary>
sealed class TimelineStore : IDisposable
{
    /// <summary>Writes that may wait; own decision: a second of a very busy server, and a fraction of what the writer takes.</summary>
    internal const int MostQueued = 1_000;

    /// <summary>How often the old ones are deleted; own decision.</summary>
    static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    readonly StoreWriter _writer;
    readonly Live<TimelineOptions> _options;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly string _path;
    ITimer? _sweep;
    int _queued;

    /// <param name="writer">Opened and not started yet: it is read from.</param>
    /// <param name="options">How long and how many.</param>
    /// <param name="time">The clock of the retention.</param>
    /// <param name="log">Told when they cannot be read.</param>
    public TimelineStore(StoreWriter writer, Live<TimelineOptions> options, TimeProvider time, ILogger log)
    {
        (_writer, _options, _time, _log) = (writer, options, time, log);
        var database = writer.Open();
        _path = database.Path;
        LastNumber = TimelineRows.LastNumber(database);
    }

    /// <summary>The highest number of an earlier process; 0 for none.</summary>
    public long LastNumber { get; }

    /// <summary>Begins to delete what is too old, too much, or must not be there any more.</summary>
    public void Start() =>
        _sweep = _time.CreateTimer(static store => ((TimelineStore)store!).Sweep(), this, TimeSpan.Zero, SweepInterval);

    public void Dispose() => _sweep?.Dispose();

    /// <summary>Keeps an exchange that is under way as it is when the writer comes to it.</summary>
    public void Put(Timeline timeline)
    {
        if (_options.Current.Keep > TimeSpan.Zero && timeline.TryQueue() && !TryEnqueue(new TimelineWrite(this, timeline, null)))
            timeline.Unqueue();
    }

    /// <summary>Keeps an exchange that has ended.</summary>
    /// <param name="timeline">The exchange.</param>
    /// <param name="written">By <see cref="TimelineWriter"/>.</param>
    public void PutEnded(Timeline timeline, byte[] written)
    {
        if (_options.Current.Keep > TimeSpan.Zero)
            TryEnqueue(new TimelineWrite(this, timeline, written));
    }

    /// <summary>The newest, newest first.</summary>
    public IReadOnlyList<StoredTimeline> Newest(int count) => Read(database => TimelineRows.Newest(database, count), []);

    /// <summary>Those whose number and Call-ID match.</summary>
    public IReadOnlyList<StoredTimeline> Find(Func<long, string, bool> matches) =>
        Read(database => TimelineRows.Find(database, matches), []);

    /// <summary>Told by a write that it has ended, whichever way.</summary>
    public void WriteEnded() => Interlocked.Decrement(ref _queued);

    internal void Sweep()
    {
        if (_options.Current.Keep == TimeSpan.Zero)
        {
            _writer.TryEnqueue(new TimelineSweep(_writer, long.MaxValue, long.MaxValue, _options.Current.Privacy));
            return;
        }
        var excess = Read(static database => TimelineRows.Bytes(database), 0) - _options.Current.MaxKeptBytes;
        var oldest = TimelineId.NumberAt(_time.GetUtcNow() - _options.Current.Keep);
        _writer.TryEnqueue(new TimelineSweep(_writer, oldest, excess, _options.Current.Privacy));
    }

    bool TryEnqueue(TimelineWrite write)
    {
        if (Interlocked.Increment(ref _queued) <= MostQueued && _writer.TryEnqueue(write))
            return true;
        Interlocked.Decrement(ref _queued);
        return false;
    }

    T Read<T>(Func<StoreDatabase, T> read, T otherwise)
    {
        try
        {
            using var database = StoreDatabase.OpenToRead(_path);
            return read(database);
        }
        catch (StoreException failure)
        {
            Log.Unreadable(_log, failure.Message);
            return otherwise;
        }
    }
}

/// <param name="Written">By <see cref="TimelineWriter"/>.</param>
/// <param name="IsOver">Whether it was written at its end.</param>
readonly record struct StoredTimeline(byte[] Written, bool IsOver);

static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "calls from before the start cannot be told: {Failure}")]
    public static partial void Unreadable(ILogger log, string failure);
}
