namespace Rouse.Push.Delivery;

/// <summary>The time of one request.</summary>
internal sealed class PushAttempt : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _stop;
    private readonly bool _isCutShort;

    /// <param name="elapsed">Since the push was handed in.</param>
    /// <param name="requestTimeout">The request's own time.</param>
    /// <param name="remaining">The time of the push; not more than this is given.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="stopping">Ends it early.</param>
    public PushAttempt(
        TimeSpan elapsed, TimeSpan requestTimeout, TimeSpan remaining, TimeProvider time, CancellationToken stopping)
    {
        Elapsed = elapsed;
        _isCutShort = remaining < requestTimeout;
        _stopping = stopping;
        var length = _isCutShort ? remaining : requestTimeout;
        _timer = new CancellationTokenSource(length > TimeSpan.Zero ? length : TimeSpan.Zero, time);
        _stop = stopping.UnsafeRegister(static timer => ((CancellationTokenSource)timer!).Cancel(), _timer);
    }

    public TimeSpan Elapsed { get; }

    public CancellationToken Cancellation => _timer.Token;

    public bool IsOver => _timer.IsCancellationRequested;

    /// <summary>The server has not answered in the request's own time, and nobody has given up.</summary>
    public bool HasTimedOut => IsOver && !_isCutShort && !_stopping.IsCancellationRequested;

    public void Dispose()
    {
        _stop.Dispose();
        _timer.Dispose();
    }
}
