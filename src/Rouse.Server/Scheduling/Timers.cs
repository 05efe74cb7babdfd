namespace Rouse.Server.Scheduling;

/// <summary>
/// All timers of the server: one <see cref="TimeProvider"/> timer over a heap of due times. What is due is posted to its mailbox, so a
/// handler never runs on the timer's thread beside another handler of the same state.
/// </summary>
sealed class Timers : IDisposable
{
    // TimeProvider's timers take at most 49 d; a later one is armed again on the way.
    static readonly TimeSpan LongestArming = TimeSpan.FromDays(1);

    // Stopped timers stay in the heap until they are due or outnumber the running ones by this; own decision, keeps small heaps from being
    // rebuilt.
    const int SpareEntries = 1024;

    readonly TimeProvider _time;
    readonly RunList _runList;
    readonly TimeSpan _granularity;
    readonly Lock _lock = new();
    readonly ITimer _timer;
    PriorityQueue<Entry, Due> _heap = new();
    long _armedFor = long.MaxValue;
    long _started;
    int _running;

    public Timers(TimeProvider time, RunList runList)
    {
        _time = time;
        _runList = runList;
        // The system's timers count whole milliseconds and cut the rest off: they would come early.
        _granularity = ReferenceEquals(time, TimeProvider.System) ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromTicks(1);
        _timer = time.CreateTimer(static s => ((Timers)s!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Timers that will still fire; for the leak check of tests.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Running ones and those stopped before they were due, which go in bulk.</summary>
    internal int Entries
    {
        get
        {
            lock (_lock)
                return _heap.Count;
        }
    }

    /// <summary>
    /// Posts <paramref name="happened"/> to <paramref name="mailbox"/> after <paramref name="after"/>, unless it is stopped before. Never
    /// early; equal due times in the order of their starts; zero or less at once.
    /// </summary>
    public TimerHandle Start(Mailbox mailbox, MailboxEvent happened, TimeSpan after)
    {
        if (after <= TimeSpan.Zero)
        {
            mailbox.Post(happened);
            return default;
        }
        var entry = new Entry(this, mailbox, happened);
        lock (_lock)
        {
            if (_heap.Count > 2 * Interlocked.Increment(ref _running) + SpareEntries)
                ForgetStopped();
            var due = DueAfter(after);
            _heap.Enqueue(entry, new Due(due, _started++));
            if (due < _armedFor)
                Arm(due);
        }
        return new TimerHandle(entry);
    }

    /// <summary>The timestamp at which a timer started now would be due.</summary>
    public long DueAfter(TimeSpan after) => _time.GetTimestamp() + ToTimestamp(after);

    public void Dispose() => _timer.Dispose();

    void Arm(long due)
    {
        _armedFor = due;
        // At least one step: a fake clock's timer would fire inside Change, under our lock.
        var after = ToTimeSpan(Math.Max(1, due - _time.GetTimestamp()));
        _timer.Change(after > LongestArming ? LongestArming : after, Timeout.InfiniteTimeSpan);
    }

    void Fire() => _runList.Run(this, static timers => timers.PostDue());

    // Posting under the lock keeps the order of due times when two firings meet; inside Run a post only enqueues.
    void PostDue()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            while (_heap.TryPeek(out var entry, out var due) && (due.At <= now || entry.IsOver))
            {
                _heap.Dequeue();
                entry.Fire();
            }
            _armedFor = long.MaxValue;
            if (_heap.TryPeek(out _, out var next))
                Arm(next.At);
        }
    }

    void ForgetStopped()
    {
        var running = new PriorityQueue<Entry, Due>();
        running.EnqueueRange(_heap.UnorderedItems.Where(item => !item.Element.IsOver));
        _heap = running;
    }

    // In whole seconds and a rest, rounded up: exact for every frequency, without overflow for centuries.
    long ToTimestamp(TimeSpan after)
    {
        var (seconds, rest) = Math.DivRem(after.Ticks, TimeSpan.TicksPerSecond);
        return seconds * _time.TimestampFrequency + DivideUp(rest * _time.TimestampFrequency, TimeSpan.TicksPerSecond);
    }

    TimeSpan ToTimeSpan(long timestamps)
    {
        var (seconds, rest) = Math.DivRem(timestamps, _time.TimestampFrequency);
        var ticks = seconds * TimeSpan.TicksPerSecond + DivideUp(rest * TimeSpan.TicksPerSecond, _time.TimestampFrequency);
        return DivideUp(ticks, _granularity.Ticks) * _granularity;
    }

    static long DivideUp(long number, long by) => (number + by - 1) / by;

    readonly record struct Due(long At, long Number) : IComparable<Due>
    {
        public int CompareTo(Due other) => At != other.At ? At.CompareTo(other.At) : Number.CompareTo(other.Number);
    }

    internal sealed class Entry(Timers timers, Mailbox mailbox, MailboxEvent happened)
    {
        // What a stopped timer would have woken need not live on in the heap.
        Mailbox? _mailbox = mailbox;
        MailboxEvent? _happened = happened;
        int _over;

        public bool IsOver => Volatile.Read(ref _over) != 0;

        public void Fire()
        {
            if (End())
                _mailbox!.Post(_happened!);
        }

        public void Stop()
        {
            if (End())
                (_mailbox, _happened) = (null, null);
        }

        bool End()
        {
            if (Interlocked.Exchange(ref _over, 1) != 0)
                return false;
            Interlocked.Decrement(ref timers._running);
            return true;
        }
    }
}

/// <summary>Stops a timer; the default value stands for none. An event already posted still arrives.</summary>
readonly struct TimerHandle
{
    readonly Timers.Entry? _entry;

    internal TimerHandle(Timers.Entry entry) => _entry = entry;

    public void Stop() => _entry?.Stop();
}
