using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Exchanges;

/// <summary>One transaction machine of an exchange: gives it its timers and its transport.</summary>
abstract class ExchangeTransaction(Exchange exchange) : ITransactionOwner
{
    readonly List<(SipTimer Timer, TimerHandle Handle)> _timers = new(2);

    protected Exchange Exchange { get; } = exchange;

    /// <summary>The machine has made its last call.</summary>
    public bool IsTerminated { get; private set; }

    public abstract void Send(ReadOnlyMemory<byte> bytes);

    public abstract void TimerFired(SipTimer timer);

    public void StartTimer(SipTimer timer, TimeSpan after)
    {
        StopTimer(timer);
        _timers.Add((timer, Exchange.StartTimer(new TransactionTimerFired(this, timer), after)));
    }

    public void StopTimer(SipTimer timer)
    {
        var i = _timers.FindIndex(t => t.Timer == timer);
        if (i < 0)
            return;
        _timers[i].Handle.Stop();
        _timers.RemoveAt(i);
    }

    public void Terminated(TerminationCause cause)
    {
        IsTerminated = true;
        foreach (var (_, handle) in _timers)
            handle.Stop();
        _timers.Clear();
        Ended(cause);
    }

    protected virtual void Ended(TerminationCause cause)
    {
    }
}
