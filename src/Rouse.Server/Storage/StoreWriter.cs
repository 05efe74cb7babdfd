using Microsoft.Extensions.Logging;

namespace Rouse.Server.Storage;

/// <summary>
/// Writes to the database, on one thread of its own: it commits what is queued in one transaction and never waits for a batch. When the
/// disk fails, the batch and all that was queued behind it have failed; the next batch is the next try, so it heals by itself.
/// </summary>
/// <param name="open">Opens the database; at the start, and again after a failure that needs it.</param>
/// <param name="time">Measures how old the queue is.</param>
/// <param name="log">Gets what fails, once, and that it works again.</param>
sealed class StoreWriter(Func<StoreDatabase> open, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>More is refused; own decision: some seconds at 8,000 a second, long past <see cref="TooSlow"/>.</summary>
    public const int Most = 50_000;

    /// <summary>From this age of the queue on, who can be refused is to be refused: the phone asks again (design: overload).</summary>
    public static readonly TimeSpan TooSlow = TimeSpan.FromMilliseconds(500);

    readonly Lock _lock = new();
    readonly SemaphoreSlim _arrived = new(0);
    StoreDatabase? _database;
    Thread? _thread;
    StoreWrite? _first;
    StoreWrite? _last;
    int _count;
    long _oldest;
    long _commits;
    long _failures;
    long _written;
    bool _stopping;
    bool _failed;

    /// <summary>Writes that wait, without those of the transaction under way.</summary>
    public int Queued => Volatile.Read(ref _count);

    /// <summary>Age of the oldest write that has not ended.</summary>
    public TimeSpan Delay
    {
        get
        {
            var oldest = Volatile.Read(ref _oldest);
            return oldest == 0 ? TimeSpan.Zero : time.GetElapsedTime(oldest);
        }
    }

    /// <summary>Transactions of this process that were committed.</summary>
    public long Commits => Volatile.Read(ref _commits);

    /// <summary>Transactions of this process that failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Writes of this process that were committed.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Whether the last batch failed.</summary>
    public bool IsFailing => Volatile.Read(ref _failed);

    /// <summary>
    /// Opens the database now, so that a start can be refused, and reads from it before anything is written.
    /// </summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public StoreDatabase Open() => _database ??= open();

    /// <summary>Begins to write on a thread of its own; without it a test calls <see cref="WriteQueued"/>.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "store" };
        _thread.Start();
    }

    /// <summary>Hands a write over; false when it cannot be taken, and then it is told nothing. From every thread; never blocks.</summary>
    public bool TryEnqueue(StoreWrite write)
    {
        lock (_lock)
        {
            if (_stopping || _count >= Most)
                return false;
            write.QueuedAt = time.GetTimestamp();
            var wasEmpty = _first == null;
            if (wasEmpty)
                _first = write;
            else
                _last!.Next = write;
            _last = write;
            _count++;
            if (_oldest == 0)
                Volatile.Write(ref _oldest, write.QueuedAt);
            // With the lock held: after it the writer may be disposed at any time.
            if (wasEmpty)
                _arrived.Release();
        }
        return true;
    }

    /// <summary>Writes what is queued, in one transaction; false when there was nothing. By the writer's thread or by a test.</summary>
    public bool WriteQueued()
    {
        if (Take() is not { } batch)
            return false;
        var isCommitted = TryCommit(batch);
        // What came after it was decided upon in the belief that it would succeed.
        var rest = isCommitted ? null : Take();
        End(batch, isCommitted);
        End(rest, isCommitted: false);
        Settle();
        return true;
    }

    /// <summary>Writes what is queued, then ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stopping)
                return;
            _stopping = true;
        }
        _arrived.Release();
        _thread?.Join();
        WriteAllQueued();
        _database?.Dispose();
        _arrived.Dispose();
    }

    void Run()
    {
        while (!Volatile.Read(ref _stopping))
        {
            _arrived.Wait();
            WriteAllQueued();
        }
    }

    void WriteAllQueued()
    {
        while (WriteQueued())
        {
        }
    }

    StoreWrite? Take()
    {
        lock (_lock)
        {
            var taken = _first;
            (_first, _last, _count) = (null, null, 0);
            return taken;
        }
    }

    bool TryCommit(StoreWrite batch)
    {
        try
        {
            var database = Open();
            var count = 0;
            database.Begin();
            for (var write = batch; write != null; write = write.Next)
            {
                write.Write(database);
                count++;
            }
            database.Commit();
            Volatile.Write(ref _commits, _commits + 1);
            Volatile.Write(ref _written, _written + count);
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }
        if (_failed)
            Log.Healed(log);
        Volatile.Write(ref _failed, false);
        return true;
    }

    // The one catch site: a bug in one write, too, must not end the thread that all need.
    void Fail(Exception failure)
    {
        if (failure is not StoreException)
            Log.Broken(log, failure);
        else if (!_failed)
            Log.Failing(log, failure.Message);
        Volatile.Write(ref _failures, _failures + 1);
        Volatile.Write(ref _failed, true);
        _database?.Rollback();
        if (failure is not StoreException { NeedsReopening: true })
            return;
        _database?.Dispose();
        _database = null;
    }

    void End(StoreWrite? writes, bool isCommitted)
    {
        while (writes is { } write)
        {
            writes = write.Next;
            write.Next = null;
            try
            {
                write.Ended(isCommitted);
            }
            catch (Exception failure)
            {
                Log.Broken(log, failure);
            }
        }
    }

    void Settle()
    {
        lock (_lock)
            Volatile.Write(ref _oldest, _first?.QueuedAt ?? 0);
    }
}

static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Failure}; what needs the disk is refused until it works again")]
    public static partial void Failing(ILogger log, string failure);

    [LoggerMessage(2, LogLevel.Information, "The database works again")]
    public static partial void Healed(ILogger log);

    [LoggerMessage(3, LogLevel.Error, "Writing failed; what was to be written is refused")]
    public static partial void Broken(ILogger log, Exception failure);
}
