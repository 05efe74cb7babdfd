using System.Globalization;

namespace Rouse.Push.Delivery;

/// <summary>
/// Stops asking a server that has failed for a while, so that callers are answered at once and not when their call is over. From time to
/// time one push is let through; the first answer ends it.
/// </summary>
/// <param name="service">What the server is called in reasons.</param>
/// <param name="time">Its clock.</param>
internal sealed class CircuitBreaker(string service, TimeProvider time)
{
    /// <summary>So many failures in a row: one push alone does not fail that often before its second wait of seconds.</summary>
    public const int LeastFailures = 5;

    /// <summary>
    /// And for so long: a connection that breaks fails all that is on it in one moment, and is made anew. 10 s are two requests of 5 s.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Between two trials: what Google asks of retries to a server that is not well ("Scale FCM").</summary>
    public static readonly TimeSpan TrialInterval = TimeSpan.FromSeconds(10);

    /// <summary>Failures with such a pause between them are not one trouble: who pushes once an hour has met two.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private int _failures;
    private long _firstFailure;
    private long _lastFailure;
    private string _reason = "";
    private long? _openedAt;

    /// <summary>Whether the server has failed for long, and only a trial is let through now and then.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return _openedAt is not null;
        }
    }

    /// <summary>Whether a request may be sent; else how long none may be. A trial is one request, whatever becomes of it.</summary>
    public bool TryPass(out TimeSpan wait)
    {
        lock (_lock)
        {
            wait = _openedAt is { } opened ? TrialInterval - time.GetElapsedTime(opened) : TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
                return false;
            wait = TimeSpan.Zero;
            if (_openedAt is not null)
                _openedAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>The server answered, whatever it said of the push.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            _failures = 0;
            _openedAt = null;
        }
    }

    /// <summary>No answer, or one that says that the server is not well.</summary>
    public void Failed(string reason)
    {
        lock (_lock)
        {
            if (_failures > 0 && _openedAt is null && time.GetElapsedTime(_lastFailure) > Memory)
                _failures = 0;
            _lastFailure = time.GetTimestamp();
            if (_failures++ == 0)
                _firstFailure = _lastFailure;
            _reason = reason;
            if (_openedAt is null && _failures >= LeastFailures && time.GetElapsedTime(_firstFailure) >= Patience)
                _openedAt = _lastFailure;
        }
    }

    /// <summary>What a push comes to that may not be sent.</summary>
    public PushReply Refuse(TimeSpan wait)
    {
        lock (_lock)
        {
            var failing = Seconds(time.GetElapsedTime(_firstFailure));
            return PushReply.OfTransport($"{service} has not worked for {failing} ({_reason}); not asked again for {Seconds(wait)}");
        }
    }

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(span.TotalSeconds)} s");
}
