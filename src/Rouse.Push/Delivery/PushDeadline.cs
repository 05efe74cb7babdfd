namespace Rouse.Push.Delivery;

/// <summary>The time that one push has. It ends early when the sender takes the push back or the provider stops.</summary>
internal sealed class PushDeadline(
    TimeSpan length, TimeProvider time, CancellationToken cancellation, CancellationToken stopping) : IDisposable
{
    // A timer does not take every TimeSpan, and no call or message is held for a day.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _length = TimeSpan.FromTicks(Math.Clamp(length.Ticks, 0, Longest.Ticks));
    private CancellationTokenSource? _timer;
    private CancellationTokenSource? _any;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    public TimeSpan Remaining => _length - Elapsed;

    public bool IsOver => cancellation.IsCancellationRequested || stopping.IsCancellationRequested || Remaining <= TimeSpan.Zero;

    /// <summary>Ends with it, for waits: most pushes never wait, so it is made when it is asked for.</summary>
    public CancellationToken Token
    {
        get
        {
            if (_any is not null)
                return _any.Token;
            _timer = new CancellationTokenSource(Remaining > TimeSpan.Zero ? Remaining : TimeSpan.Zero, time);
            _any = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellation, stopping);
            return _any.Token;
        }
    }

    public void ThrowIfOver()
    {
        if (IsOver)
            throw new OperationCanceledException();
    }

    /// <summary>
    /// The time of a request that begins now: it does not end when the sender takes the push back, because what is on the wire may have
    /// arrived, and the sender must hear of it.
    /// </summary>
    public PushAttempt Attempt(TimeSpan requestTimeout)
    {
        var elapsed = Elapsed;
        return new(elapsed, requestTimeout, _length - elapsed, time, stopping);
    }

    public void Dispose()
    {
        _any?.Dispose();
        _timer?.Dispose();
    }
}
