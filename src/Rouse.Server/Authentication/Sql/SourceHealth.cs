using Microsoft.Extensions.Logging;

namespace Rouse.Server.Authentication.Sql;

/// <summary>
/// Whether the database answers. A query that failed proves little: its user's name or row may be the reason. So it starts a probe, and
/// only a probe that fails takes the database out, until a later one succeeds.
/// </summary>
/// <param name="probe">Asks for a user who does not exist; ends by the token, or later.</param>
/// <param name="timeout">What is later is a failure.</param>
/// <param name="time">Clock of the probes.</param>
/// <param name="log">One line when it goes down and one when it is back.</param>
sealed class SourceHealth(Func<CancellationToken, Task> probe, TimeSpan timeout, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Below the 5 s after which refused phones come again.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    /// <summary>Of the first probe; what a start may be late at most by a database that hangs.</summary>
    public static readonly TimeSpan FirstTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Queries that fail beside a database that answers: one line a minute says enough.</summary>
    static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);

    readonly Lock _lock = new();
    volatile bool _isUp = true;
    bool _isProbing;
    bool _isDisposed;
    long _downAt;
    long? _toldAt;
    ITimer? _next;

    public bool IsUp => _isUp;

    /// <summary>Looks for the first time, with more patience: code is compiled, names are resolved, connections are made.</summary>
    public Task StartAsync() =>
        TryBegin() ? Task.WhenAny(ProbeAsync(FirstTimeout), Task.Delay(FirstTimeout, time)) : Task.CompletedTask;

    /// <summary>A query failed, or it is time to look whether one would.</summary>
    public void Suspect()
    {
        if (TryBegin())
            _ = ProbeAsync(timeout);
    }

    public void QueryFailed(string why)
    {
        if (_isUp && TryTell())
            SqlLog.QueryFailed(log, why);
        Suspect();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _next?.Dispose();
        }
    }

    bool TryBegin()
    {
        lock (_lock)
        {
            if (_isProbing || _isDisposed || _next != null)
                return false;
            return _isProbing = true;
        }
    }

    async Task ProbeAsync(TimeSpan within)
    {
        var started = time.GetTimestamp();
        string? wrong = null;
        using var limit = new CancellationTokenSource(within, time);
        // Who hangs is out at the limit, not when a driver gives up.
        using var late = limit.Token.Register(() => Note(SourceFailure.Late(within)));
        try
        {
            await probe(limit.Token);
            if (time.GetElapsedTime(started) > within)
                wrong = SourceFailure.Late(within);
        }
        catch (Exception failure)
        {
            // Drivers throw whatever they like; the server goes on without the database.
            wrong = limit.IsCancellationRequested ? SourceFailure.Late(within) : SourceFailure.Text(failure);
        }
        Note(wrong);
        GoOn();
    }

    void Note(string? wrong)
    {
        lock (_lock)
        {
            if (_isDisposed || _isUp == (wrong == null))
                return;
            _isUp = wrong == null;
            if (!_isUp)
                _downAt = time.GetTimestamp();
        }
        if (wrong == null)
            SqlLog.IsBack(log, time.GetElapsedTime(_downAt).TotalSeconds);
        else
            SqlLog.IsDown(log, wrong);
    }

    void GoOn()
    {
        lock (_lock)
        {
            _isProbing = false;
            if (!_isUp && !_isDisposed)
                _next = time.CreateTimer(static s => ((SourceHealth)s!).ProbeAgain(), this, ProbeInterval, Timeout.InfiniteTimeSpan);
        }
    }

    void ProbeAgain()
    {
        lock (_lock)
        {
            _next?.Dispose();
            _next = null;
        }
        Suspect();
    }

    bool TryTell()
    {
        lock (_lock)
        {
            if (_toldAt is { } told && time.GetElapsedTime(told) < TellInterval)
                return false;
            _toldAt = time.GetTimestamp();
            return true;
        }
    }
}
