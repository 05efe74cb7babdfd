namespace Rouse.Server.Scheduling;

/// <summary>
/// All timers of the server: one <see cref="TimeProvider"/> timer over a heap of due times. What is due is posted to its mailbox, so a handler never
/// runs on the timer's thread beside another handler of the same state.
/// </summary>
sealed class Timers : IDisposable
{
    readonly TimeProvider _time;
    readonly RunList _runList;
    readonly Lock _lock = new();
    readonly PriorityQueue<Entry, long> _due = new();
    readonly List<Entry> _fired = [];
    readonly ITimer _timer;
    long _armedFor = long.MaxValue;
    int _running;

    public Timers(TimeProvider time, RunList runList)
    {
        _time = time;
        _runList = runList;
        _timer = time.CreateTimer(static s => ((Timers)s!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Timers that will still fire; for the leak check of tests.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Posts <paramref name="happened"/> to <paramref name="mailbox"/> after <paramref name="after"/>, unless it is stopped before.</summary>
    public TimerHandle Start(Mailbox mailbox, MailboxEvent happened, TimeSpan after)
    {
        var due = _time.GetTimestamp() + (long)(after.TotalSeconds * _time.TimestampFrequency);
        var entry = new Entry(this, mailbox, happened);
        Interlocked.Increment(ref _running);
        lock (_lock)
        {
            _due.Enqueue(entry, due);
            if (due < _armedFor)
                Arm(due);
        }
        return new TimerHandle(entry);
    }

    public void Dispose() => _timer.Dispose();

    void Arm(long due)
    {
        _armedFor = due;
        var ticks = due - _time.GetTimestamp();
        // Rounded up: a timer that fires early would have to be armed again.
        var after = ticks <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(ticks * 1000.0 / _time.TimestampFrequency));
        _timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    void Fire() => _runList.Run(this, static timers => timers.PostDue());

    void PostDue()
    {
        Entry[] fired;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _fired.Clear();
            while (_due.TryPeek(out var entry, out var due) && (due <= now || entry.IsStopped))
            {
                _due.Dequeue();
                if (entry.TryFire())
                    _fired.Add(entry);
            }
            _armedFor = long.MaxValue;
            if (_due.TryPeek(out _, out var next))
                Arm(next);
            fired = [.. _fired];
        }
        foreach (var entry in fired)
            entry.Mailbox.Post(entry.Event);
    }

    internal sealed class Entry(Timers timers, Mailbox mailbox, MailboxEvent happened)
    {
        int _over;

        public Mailbox Mailbox => mailbox;

        public MailboxEvent Event => happened;

        public bool IsStopped => Volatile.Read(ref _over) != 0;

        public bool TryFire()
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

    public void Stop() => _entry?.TryFire();
}
