using System.Runtime.CompilerServices;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Exchanges;

/// <summary>One transaction machine of an exchange: gives it its timers and its transport.</summary>
abstract class ExchangeTransaction(Exchange exchange) : ITransactionOwner
{
    RunningTimers _timers;
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
        foreach (ref var running in _timers)
        {
            if (running.Timer != timer)
                continue;
            running.Handle.Stop();
            running = default;
        }
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

    void Run(SipTimer timer, TimeSpan after)
    {
        var handle = Exchange.StartTimer(new TransactionTimerFired(this, timer), after);
        foreach (ref var running in _timers)
        {
            if (running.Handle.IsRunning)
                continue;
            running = (timer, handle);
            return;
        }
        throw new InvalidOperationException("more timers than a transaction has");
    }

    void StopTimers()
    {
        foreach (var (_, handle) in _timers)
            handle.Stop();
        _timers = default;
        (_lastLength, LingersUntil) = (TimeSpan.Zero, 0);
    }

    protected virtual void Ended(TerminationCause cause)
    {
    }

    /// <summary>Two at once, and the last one.</summary>
    [InlineArray(3)]
    struct RunningTimers
    {
        (SipTimer Timer, TimerHandle Handle) _first;
    }
}
