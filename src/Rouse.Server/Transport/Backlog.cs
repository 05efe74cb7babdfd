namespace Rouse.Server.Transport;

/// <summary>
/// Whether one socket has been read for a while without ever being empty: what is answered then is late, and soon the system drops
/// datagrams, of calls that are half set up as of new ones. For the thread that reads.
/// </summary>
sealed class Backlog(TimeProvider time)
{
    /// <summary>
    /// How long; own decision: a tenth of what a phone waits before it sends again (T1, RFC 3261 §17.1.1.1), and about half of what the
    /// buffer of a socket holds.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    long _since;

    /// <summary>Whether new work should rather be refused, so that what has begun comes to its end.</summary>
    public bool IsLate { get; private set; }

    /// <summary>After each receive.</summary>
    /// <param name="all">Nothing was left behind.</param>
    /// <returns>Whether it is late from now on.</returns>
    public bool Took(bool all)
    {
        if (all)
        {
            (_since, IsLate) = (0, false);
            return false;
        }
        if (IsLate)
            return false;
        if (_since == 0)
            _since = time.GetTimestamp();
        return IsLate = time.GetElapsedTime(_since) >= Patience;
    }
}
