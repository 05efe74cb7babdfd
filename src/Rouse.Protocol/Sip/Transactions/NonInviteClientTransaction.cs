using static Rouse.Protocol.Sip.Transactions.NonInviteClientState;
using static Rouse.Protocol.Sip.Transactions.NonInviteClientTransaction.Signal;

namespace Rouse.Protocol.Sip.Transactions;

/// <summary>The states of RFC 3261 figure 6, and Initial before the request is sent.</summary>
public enum NonInviteClientState : byte
{
    Initial,
    Trying,
    Proceeding,
    Completed,
    Terminated,
}

/// <summary>Client transaction of every request but INVITE and ACK: RFC 3261 §17.1.2 (figure 6).</summary>
public sealed class NonInviteClientTransaction(SipTimers timers, bool reliable, ITransactionOwner owner)
{
    ReadOnlyMemory<byte> _request;
    TimeSpan _interval;

    internal enum Signal : byte
    {
        Other,
        SendRequest,
        Receive1xx,
        ReceiveFinal,
        TransportError,
        GiveUp,
        TimerE,
        TimerF,
        TimerK,
    }

    public NonInviteClientState State { get; private set; } = Initial;

    /// <summary>Sends the request.</summary>
    /// <param name="request">Kept until the final response.</param>
    public void Start(ReadOnlyMemory<byte> request) => On(SendRequest, request);

    /// <summary>A response came. True: the TU must see it. False: absorbed, a retransmission or too late.</summary>
    /// <param name="status">100 … 699.</param>
    /// <param name="response">Not kept.</param>
    public bool Receive(int status, ReadOnlyMemory<byte> response) => On(status < 200 ? Receive1xx : ReceiveFinal, response);

    /// <summary>The request could not be sent.</summary>
    public void TransportFailed() => On(TransportError);

    /// <summary>Ends a transaction that has no final response yet: nothing can cancel it, but it need not be repeated.</summary>
    public void Abandon() => On(GiveUp);

    public void TimerFired(SipTimer timer) => On(timer switch
    {
        SipTimer.E => TimerE,
        SipTimer.F => TimerF,
        SipTimer.K => TimerK,
        _ => Other,
    });

    // True: the response goes up to the TU.
    bool On(Signal signal, ReadOnlyMemory<byte> message = default) => (State, signal) switch
    {
        (Initial, SendRequest) => Try(message),

        (Trying, TimerE) => RepeatAndBackOff(),
        (Trying, TimerF) => Terminate(TerminationCause.TimedOut),
        (Trying, TransportError) => Terminate(TerminationCause.TransportFailed),
        (Trying, GiveUp) => Terminate(TerminationCause.Done),
        (Trying, Receive1xx) => Proceed(),
        (Trying, ReceiveFinal) => Complete(),

        (Proceeding, TimerE) => RepeatEveryT2(),
        (Proceeding, TimerF) => Terminate(TerminationCause.TimedOut),
        (Proceeding, TransportError) => Terminate(TerminationCause.TransportFailed),
        (Proceeding, GiveUp) => Terminate(TerminationCause.Done),
        (Proceeding, Receive1xx) => true,
        (Proceeding, ReceiveFinal) => Complete(),

        (Completed, TimerK) => Terminate(TerminationCause.Done),

        _ => false,
    };

    bool Try(ReadOnlyMemory<byte> request)
    {
        State = Trying;
        _request = request;
        owner.StartTimer(SipTimer.F, timers.F);
        if (!reliable)
            owner.StartTimer(SipTimer.E, _interval = timers.E);
        owner.Send(request);
        return false;
    }

    bool RepeatAndBackOff()
    {
        _interval = _interval * 2 < timers.T2 ? _interval * 2 : timers.T2;
        owner.StartTimer(SipTimer.E, _interval);
        owner.Send(_request);
        return false;
    }

    bool RepeatEveryT2()
    {
        owner.StartTimer(SipTimer.E, timers.T2);
        owner.Send(_request);
        return false;
    }

    bool Proceed()
    {
        State = Proceeding;
        return true;
    }

    bool Complete()
    {
        Leave(Completed);
        owner.StartTimer(SipTimer.K, reliable ? TimeSpan.Zero : timers.K);
        return true;
    }

    bool Terminate(TerminationCause cause)
    {
        Leave(Terminated);
        owner.Terminated(cause);
        return false;
    }

    void Leave(NonInviteClientState next)
    {
        State = next;
        _request = default;
        owner.StopTimer(SipTimer.E);
        owner.StopTimer(SipTimer.F);
    }
}
