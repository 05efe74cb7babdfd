namespace Rouse.Push.Delivery;

/// <summary>The time that one push has, and two tokens that end with it: for its waits, and for a request that is on the wire.</summary>
internal sealed class PushDeadline : IDisposable
{
    // A timer does not take every TimeSpan, and no call or message is held for a day.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _length;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _wire;
    private readonly CancellationTokenSource _any;

    public PushDeadline(TimeSpan length, TimeProvider time, CancellationToken cancellation, CancellationToken stopping)
    {
        _time = time;
        _start = time.GetTimestamp();
        _length = length < TimeSpan.Zero ? TimeSpan.Zero : length > Longest ? Longest : length;
        _timer = new CancellationTokenSource(_length, time);
        _wire = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, stopping);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_wire.Token, cancellation);
    }

    /// <summary>Also ends when the sender gives up.</summary>
    public CancellationToken Token => _any.Token;

    /// <summary>Does not: what is on the wire may have arrived, and the sender must hear of it.</summary>
    public CancellationToken OnTheWire => _wire.Token;

    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    public TimeSpan Remaining => _length - Elapsed;

    public void Dispose()
    {
        _any.Dispose();
        _wire.Dispose();
        _timer.Dispose();
    }
}
