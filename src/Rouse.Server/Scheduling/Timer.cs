namespace Rouse.Server.Scheduling;

/// <summary>When a timer is due (a timestamp), and as which of those that are due at once.</summary>
readonly record struct Due(long At, long Number) : IComparable<Due>
{
    public int CompareTo(Due other) => At != other.At ? At.CompareTo(other.At) : Number.CompareTo(other.Number);
}

/// <summary>One timer of <see cref="Timers"/>, whose lock guards it.</summary>
sealed class Timer(Timers timers, Mailbox mailbox, MailboxEvent happened, Due due)
{
    // What a stopped timer would have woken need not live on for a handle that somebody keeps.
    Mailbox? _mailbox = mailbox;
    MailboxEvent? _happened = happened;

    public Due Due => due;

    /// <summary>It fired, or was stopped.</summary>
    public bool IsOver => _mailbox == null;

    /// <summary>Where it waits; null when that is the heap.</summary>
    public TimerQueue? Queue { get; set; }

    public Timer? Before { get; set; }

    public Timer? After { get; set; }

    public void Stop() => timers.Stop(this);

    /// <summary>Nobody is told any more.</summary>
    public void End()
    {
        Queue?.Remove(this);
        (_mailbox, _happened) = (null, null);
    }

    public void Fire()
    {
        var (mailbox, happened) = (_mailbox, _happened);
        End();
        mailbox!.Post(happened!);
    }
}

/// <summary>Stops a timer; the default value stands for none. An event already posted still arrives.</summary>
readonly struct TimerHandle
{
    readonly Timer? _timer;

    internal TimerHandle(Timer timer) => _timer = timer;

    /// <summary>Whether it may still fire.</summary>
    public bool IsRunning => _timer is { IsOver: false };

    public void Stop() => _timer?.Stop();
}
