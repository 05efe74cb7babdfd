namespace Rouse.Server.Transport;

/// <summary>
/// Whether one socket has been read for a while without ever being empty: what is answered then is late, and soon the system drops
/// datagrams, of calls that are half set up as of new ones. For the thread that reads.
/// </summary>
sealed class Backlog(TimeProvider time)
{
    /// <summary>
    /// How long; own decision: a fifth of what a phone waits before it sends again (T1, RFC 3261 §17.1.1.1), and less than it takes to fill
    /// the buffer of a socket with what nobody can handle.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// What one batch counts at most, though it takes a fifth of that: a thread that stood still for a moment has much to read, and can.
    /// </summary>
    public static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(5);

    long _last;
    TimeSpan _busy;

    /// <summary>Whether new work should rather be refused, so that what has begun comes to its end.</summary>
    public bool IsLate { get; private set; }

    /// <summary>After each receive.</summary>
    /// <param name="all">Nothing was left behind.</param>
    /// <returns>Whether it is late from now on.</returns>
    public bool Took(bool all)
    {
        if (all)
        {
            (_last, _busy, IsLate) = (0, TimeSpan.Zero, false);
            return false;
        }
        if (IsLate)
            return false;
        var now = time.GetTimestamp();
        if (_last != 0)
            _busy += Least(time.GetElapsedTime(_last, now), LongestBatch);
        _last = now;
        return IsLate = _busy >= Patience;
    }

    static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
