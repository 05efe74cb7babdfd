using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Exchanges;

/// <summary>One transaction machine of an exchange: gives it its timers and its transport.</summary>
abstract class ExchangeTransaction(Exchange exchange) : ITransactionOwner
{
    readonly List<(SipTimer Timer, TimerHandle Handle)> _timers = new(2);
    SipTimer _last;
    TimeSpan _lastLength;

    protected Exchange Exchange { get; } = exchange;

    /// <summary>The machine has made its last call.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>Nothing but absorbing and repeating is left to do until it is terminated.</summary>
    public abstract bool IsAtRest { get; }

    /// <summary>Timestamp at which its last timer is due; 0 when that was not started, or has fired.</summary>
    public long LingersUntil { get; private set; }

    public abstract void Send(ReadOnlyMemory<byte> bytes);

    public abstract void TimerFired(SipTimer timer);

    public void StartTimer(SipTimer timer, TimeSpan after)
    {
        StopTimer(timer);
        if (IsLast(timer) && after > TimeSpan.Zero)
        {
            (_last, _lastLength) = (timer, after);
            LingersUntil = Exchange.Services.Timers.DueAfter(after);
            return;
        }
        Run(timer, after);
    }

    /// <summary>
    /// Starts the last timer if the machine has asked for it. It waits for this, since an exchange that only repeats is replaced by its
    /// remains, which need no timer.
    /// </summary>
    public virtual void StartLastTimer()
    {
        if (_lastLength > TimeSpan.Zero)
            Run(_last, _lastLength);
        _lastLength = TimeSpan.Zero;
    }

    public void StopTimer(SipTimer timer)
    {
        if (_last == timer)
            _lastLength = TimeSpan.Zero;
        var i = _timers.FindIndex(t => t.Timer == timer);
        if (i < 0)
            return;
        _timers[i].Handle.Stop();
        _timers.RemoveAt(i);
    }

    public void Terminated(TerminationCause cause)
    {
        IsTerminated = true;
        StopTimers();
        Ended(cause);
    }

    /// <summary>No timer fires any more, and no flow tells it anything.</summary>
    public virtual void LetGo() => StopTimers();

    // Those in which a machine waits only for what comes too late.
    static bool IsLast(SipTimer timer) => timer is SipTimer.D or SipTimer.I or SipTimer.J or SipTimer.K or SipTimer.L or SipTimer.M;

    void Run(SipTimer timer, TimeSpan after) =>
        _timers.Add((timer, Exchange.StartTimer(new TransactionTimerFired(this, timer), after)));

    void StopTimers()
    {
        foreach (var (_, handle) in _timers)
            handle.Stop();
        _timers.Clear();
        (_lastLength, LingersUntil) = (TimeSpan.Zero, 0);
    }

    protected virtual void Ended(TerminationCause cause)
    {
    }
}
