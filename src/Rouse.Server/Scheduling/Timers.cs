namespace Rouse.Server.Scheduling;

/// <summary>
/// All timers of the server over one <see cref="TimeProvider"/> timer. Most have one of a few lengths and wait in a queue for each
/// (<see cref="TimerQueue"/>), the others in a heap. What is due is posted to its mailbox, so a handler never runs on the timer's thread
/// beside another handler of the same state.
/// </summary>
sealed class Timers : IDisposable
{
    // TimeProvider's timers take at most 49 d; a later one is armed again on the way.
    static readonly TimeSpan LongestArming = TimeSpan.FromDays(1);

    // The lengths of SIP are multiples of this (RFC 3261 table 4: T1 = 500 ms), and so are those that are configured. Less what has passed
    // since a request came: rounded up.
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    // Of those that are rounded up; own decision: what passes before a request is routed, while none falls into the next step.
    static readonly TimeSpan MaxRounding = TimeSpan.FromMilliseconds(10);

    // More than there are lengths, and few enough to be looked through whenever something is due; own decision.
    const int MaxQueues = 48;

    // Stopped timers stay in the heap until they are due or outnumber the running ones by this; own decision, keeps small heaps from being
    // rebuilt.
    const int SpareEntries = 1024;

    readonly TimeProvider _time;
    readonly RunList _runList;
    readonly TimeSpan _granularity;
    readonly Lock _lock = new();
    readonly ITimer _timer;
    readonly Dictionary<long, TimerQueue> _queues = [];
    PriorityQueue<Timer, Due> _heap = new();
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

    /// <summary>Running ones and those of the heap that were stopped before they were due, which go in bulk.</summary>
    internal int Entries
    {
        get
        {
            lock (_lock)
                return _heap.Count + _queues.Values.Sum(static queue => queue.Count);
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
        lock (_lock)
        {
            _running++;
            var timer = new Timer(this, mailbox, happened, new Due(DueAfter(after), _started++));
            if (QueueOf(after)?.TryAdd(timer) != true)
                AddToHeap(timer);
            if (timer.Due.At < _armedFor)
                Arm(timer.Due.At);
            return new TimerHandle(timer);
        }
    }

    /// <summary>The timestamp at which a timer started now would be due.</summary>
    public long DueAfter(TimeSpan after) => _time.GetTimestamp() + ToTimestamp(after);

    public void Dispose() => _timer.Dispose();

    /// <summary>
    /// The platform's timer stays armed: it is set anew when it fires, once for all that were stopped, and not for each of them.
    /// </summary>
    internal void Stop(Timer timer)
    {
        lock (_lock)
        {
            if (timer.IsOver)
                return;
            _running--;
            timer.End();
        }
    }

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
            var next = Next();
            for (; next != null && next.Due.At <= now; next = Next())
            {
                if (next.Queue == null)
                    _heap.Dequeue();
                _running--;
                next.Fire();
            }
            _armedFor = long.MaxValue;
            if (next != null)
                Arm(next.Due.At);
        }
    }

    Timer? Next()
    {
        while (_heap.TryPeek(out var stopped, out _) && stopped.IsOver)
            _heap.Dequeue();
        _heap.TryPeek(out var next, out _);
        foreach (var queue in _queues.Values)
        {
            if (queue.First is { } first && (next == null || first.Due.CompareTo(next.Due) < 0))
                next = first;
        }
        return next;
    }

    // Null: not one of the usual lengths.
    TimerQueue? QueueOf(TimeSpan after)
    {
        var steps = DivideUp(after.Ticks, Step.Ticks);
        if (steps * Step.Ticks - after.Ticks > MaxRounding.Ticks)
            return null;
        if (_queues.TryGetValue(steps, out var queue))
            return queue;
        if (_queues.Count == MaxQueues && !ForgetEmptyQueue())
            return null;
        return _queues[steps] = new TimerQueue();
    }

    bool ForgetEmptyQueue()
    {
        foreach (var (steps, queue) in _queues)
        {
            if (queue.Count == 0)
                return _queues.Remove(steps);
        }
        return false;
    }

    void AddToHeap(Timer timer)
    {
        if (_heap.Count > 2 * _running + SpareEntries)
            ForgetStopped();
        _heap.Enqueue(timer, timer.Due);
    }

    void ForgetStopped()
    {
        var running = new PriorityQueue<Timer, Due>();
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
}
