namespace Rouse.Server.Scheduling;

/// <summary>
/// Running timers of about the same length, by when they are due. One that is started is nearly always the last, and one that is stopped is
/// taken out: nothing is sorted, and nothing is left behind.
/// </summary>
sealed class TimerQueue
{
    /// <summary>How many later ones a new timer may pass; own decision: two threads that start at once, with some to spare.</summary>
    const int MaxSteps = 16;

    Timer? _last;

    public Timer? First { get; private set; }

    public int Count { get; private set; }

    /// <summary>False when it would have to pass too many.</summary>
    public bool TryAdd(Timer timer)
    {
        var before = _last;
        for (var steps = 0; before != null && timer.Due.CompareTo(before.Due) < 0; steps++)
        {
            if (steps == MaxSteps)
                return false;
            before = before.Before;
        }
        Insert(timer, before);
        return true;
    }

    public void Remove(Timer timer)
    {
        if (timer.Before is { } before)
            before.After = timer.After;
        else
            First = timer.After;
        if (timer.After is { } after)
            after.Before = timer.Before;
        else
            _last = timer.Before;
        (timer.Before, timer.After, timer.Queue) = (null, null, null);
        Count--;
    }

    void Insert(Timer timer, Timer? before)
    {
        var after = before == null ? First : before.After;
        (timer.Before, timer.After, timer.Queue) = (before, after, this);
        if (before == null)
            First = timer;
        else
            before.After = timer;
        if (after == null)
            _last = timer;
        else
            after.Before = timer;
        Count++;
    }
}
