using static Rouse.Protocol.Sip.Transactions.InviteClientState;
using static Rouse.Protocol.Sip.Transactions.InviteClientTransaction.Signal;

namespace Rouse.Protocol.Sip.Transactions;

/// <summary>The states of RFC 6026 figure 5; Initial is before the INVITE is sent, Silent is where a timed-out machine waits on.</summary>
public enum InviteClientState : byte
{
    Initial,
    Calling,
    Proceeding,
    Completed,
    Accepted,
    Terminated,
    Silent,
}

/// <summary>
/// INVITE client transaction: RFC 3261 §17.1.1 as changed by RFC 6026 §7.2 (figure 5). A provisional response stops every timer;
/// from then on the proxy core's Timer C, or 64*T1 after its CANCEL (RFC 3261 §9.1), ends the machine by <see cref="Abandon"/>.
/// </summary>
public sealed class InviteClientTransaction(SipTimers timers, bool reliable, IInviteClientOwner owner)
{
    ReadOnlyMemory<byte> _request;
    TimeSpan _interval;

    internal enum Signal : byte
    {
        Other,
        SendInvite,
        Receive1xx,
        Receive2xx,
        ReceiveFinal,
        TransportError,
        GiveUp,
        TimerA,
        TimerB,
        TimerD,
        TimerM,
    }

    public InviteClientState State { get; private set; } = Initial;

    /// <summary>
    /// When Timer B fires the machine reports <see cref="IInviteClientOwner.TimedOut"/> and waits in silence for a late response,
    /// until <see cref="Abandon"/>. For a phone that was also woken by a VoIP push: its late 1xx needs a CANCEL, its late 2xx an ACK.
    /// May be set while the transaction runs.
    /// </summary>
    public bool OutlivesTimerB { get; set; }

    /// <summary>Sends the INVITE.</summary>
    /// <param name="request">Kept until the first response.</param>
    public void Start(ReadOnlyMemory<byte> request) => On(SendInvite, request);

    /// <summary>A response came. True: the TU must see it. False: absorbed.</summary>
    /// <param name="status">100 … 699.</param>
    /// <param name="response">Goes into <see cref="IInviteClientOwner.SendAck"/> if it is a final one that needs it.</param>
    public bool Receive(int status, ReadOnlyMemory<byte> response) =>
        On(status < 200 ? Receive1xx : status < 300 ? Receive2xx : ReceiveFinal, response);

    /// <summary>The INVITE or an ACK could not be sent.</summary>
    public void TransportFailed() => On(TransportError);

    /// <summary>Ends a transaction that has no final response yet.</summary>
    public void Abandon() => On(GiveUp);

    public void TimerFired(SipTimer timer) => On(timer switch
    {
        SipTimer.A => TimerA,
        SipTimer.B => TimerB,
        SipTimer.D => TimerD,
        SipTimer.M => TimerM,
        _ => Other,
    });

    // True: the response goes up to the TU.
    bool On(Signal signal, ReadOnlyMemory<byte> message = default) => (State, signal) switch
    {
        (Initial, SendInvite) => Call(message),
        (Initial, GiveUp) => Terminate(TerminationCause.Done),

        (Calling, TimerA) => RepeatAndBackOff(),
        (Calling, TimerB) => TimeOut(),
        (Calling, TransportError) => Terminate(TerminationCause.TransportFailed),
        (Calling, Receive1xx) => Proceed(),
        (Calling, Receive2xx) => Accept(),
        (Calling, ReceiveFinal) => Complete(message),
        (Calling, GiveUp) => Terminate(TerminationCause.Done),

        // Not in the figure: RFC 3261 §17.1.4 knows no state in which a transport failure is survived.
        (Proceeding, TransportError) => Terminate(TerminationCause.TransportFailed),
        (Proceeding, Receive1xx) => true,
        (Proceeding, Receive2xx) => Accept(),
        (Proceeding, ReceiveFinal) => Complete(message),
        (Proceeding, GiveUp) => Terminate(TerminationCause.Done),

        (Completed, ReceiveFinal) => AckAgain(message),
        (Completed, TimerD) => Terminate(TerminationCause.Done),
        (Completed, TransportError) => Terminate(TerminationCause.TransportFailed),

        (Accepted, Receive2xx) => true,
        (Accepted, TimerM) => Terminate(TerminationCause.Done),

        // A silent machine sends nothing, so no transport error is its own; the phone may answer on another connection.
        (Silent, Receive1xx) => Proceed(),
        (Silent, Receive2xx) => Accept(),
        (Silent, ReceiveFinal) => Complete(message),
        (Silent, GiveUp) => Terminate(TerminationCause.Done),

        _ => false,
    };

    bool Call(ReadOnlyMemory<byte> request)
    {
        State = Calling;
        _request = request;
        owner.StartTimer(SipTimer.B, timers.B);
        if (!reliable)
            owner.StartTimer(SipTimer.A, _interval = timers.A);
        owner.Send(request);
        return false;
    }

    bool RepeatAndBackOff()
    {
        _interval *= 2;
        owner.StartTimer(SipTimer.A, _interval);
        owner.Send(_request);
        return false;
    }

    bool TimeOut()
    {
        if (!OutlivesTimerB)
            return Terminate(TerminationCause.TimedOut);
        Leave(Silent);
        owner.TimedOut();
        return false;
    }

    bool Proceed()
    {
        Leave(Proceeding);
        return true;
    }

    bool Accept()
    {
        Leave(Accepted);
        owner.StartTimer(SipTimer.M, timers.M);
        return true;
    }

    bool Complete(ReadOnlyMemory<byte> response)
    {
        Leave(Completed);
        owner.StartTimer(SipTimer.D, reliable ? TimeSpan.Zero : timers.D);
        owner.SendAck(response);
        return true;
    }

    bool AckAgain(ReadOnlyMemory<byte> response)
    {
        owner.SendAck(response);
        return false;
    }

    bool Terminate(TerminationCause cause)
    {
        Leave(Terminated);
        owner.StopTimer(SipTimer.D);
        owner.Terminated(cause);
        return false;
    }

    // Whatever ends Calling also ends the retransmissions.
    void Leave(InviteClientState next)
    {
        State = next;
        _request = default;
        owner.StopTimer(SipTimer.A);
        owner.StopTimer(SipTimer.B);
    }
}
