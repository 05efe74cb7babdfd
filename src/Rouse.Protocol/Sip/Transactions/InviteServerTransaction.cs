using static Rouse.Protocol.Sip.Transactions.InviteServerState;
using static Rouse.Protocol.Sip.Transactions.InviteServerTransaction.Signal;

namespace Rouse.Protocol.Sip.Transactions;

/// <summary>The states of RFC 6026 figure 7.</summary>
public enum InviteServerState : byte
{
    Proceeding,
    Completed,
    Confirmed,
    Accepted,
    Terminated,
}

/// <summary>
/// INVITE server transaction: RFC 3261 §17.2.1 as changed by RFC 6026 §7.1 (figure 7). The 100 comes from the TU like every other response.
/// A transport error ends nothing here: the machine stays to absorb retransmissions of the INVITE until its timers end it.
/// </summary>
public sealed class InviteServerTransaction(SipTimers timers, bool reliable, ITransactionOwner owner)
{
    // What a retransmitted INVITE is answered with: the last provisional response, then the final one.
    ReadOnlyMemory<byte> _last;
    TimeSpan _interval;

    internal enum Signal : byte
    {
        Other,
        Invite,
        Send1xx,
        Send2xx,
        SendFinal,
        Ack,
        TransportError,
        TimerG,
        TimerH,
        TimerI,
        TimerL,
    }

    public InviteServerState State { get; private set; } = Proceeding;

    /// <summary>The INVITE came again.</summary>
    public void RequestRetransmitted() => On(Invite);

    /// <summary>Sends a response of the TU. False: discarded, because the transaction has had its final response.</summary>
    /// <param name="status">100 … 699.</param>
    /// <param name="response">Kept until the transaction ends.</param>
    public bool Respond(int status, ReadOnlyMemory<byte> response) =>
        On(status < 200 ? Send1xx : status < 300 ? Send2xx : SendFinal, response);

    /// <summary>An ACK came. False: it is not ours to absorb; in Accepted it belongs to the TU (RFC 6026 §7.1).</summary>
    public bool AckReceived() => On(Ack);

    /// <summary>A response could not be sent.</summary>
    public void TransportFailed() => On(TransportError);

    public void TimerFired(SipTimer timer) => On(timer switch
    {
        SipTimer.G => TimerG,
        SipTimer.H => TimerH,
        SipTimer.I => TimerI,
        SipTimer.L => TimerL,
        _ => Other,
    });

    // True: the machine took the signal.
    bool On(Signal signal, ReadOnlyMemory<byte> response = default) => (State, signal) switch
    {
        (Proceeding, Invite) => Repeat(),
        (Proceeding, Send1xx) => SendProvisional(response),
        (Proceeding, Send2xx) => Accept(response),
        (Proceeding, SendFinal) => Complete(response),
        (Proceeding, TransportError) => true,

        (Completed, Invite) => Repeat(),
        (Completed, TimerG) => RepeatAndBackOff(),
        (Completed, Ack) => Confirm(),
        (Completed, TimerH) => Terminate(TerminationCause.TimedOut),
        (Completed, TransportError) => true,

        (Confirmed, Ack) => true,
        (Confirmed, TimerI) => Terminate(TerminationCause.Done),

        (Accepted, Invite) => true,
        (Accepted, Send2xx) => SendAnother2xx(response),
        (Accepted, TimerL) => Terminate(TerminationCause.Done),
        (Accepted, TransportError) => true,

        _ => false,
    };

    bool Repeat()
    {
        if (!_last.IsEmpty)
            owner.Send(_last);
        return true;
    }

    bool SendProvisional(ReadOnlyMemory<byte> response)
    {
        _last = response;
        owner.Send(response);
        return true;
    }

    bool Accept(ReadOnlyMemory<byte> response)
    {
        State = Accepted;
        _last = default;
        owner.StartTimer(SipTimer.L, timers.L);
        owner.Send(response);
        return true;
    }

    bool SendAnother2xx(ReadOnlyMemory<byte> response)
    {
        owner.Send(response);
        return true;
    }

    bool Complete(ReadOnlyMemory<byte> response)
    {
        State = Completed;
        _last = response;
        owner.StartTimer(SipTimer.H, timers.H);
        if (!reliable)
            owner.StartTimer(SipTimer.G, _interval = timers.G);
        owner.Send(response);
        return true;
    }

    bool RepeatAndBackOff()
    {
        _interval = _interval * 2 < timers.T2 ? _interval * 2 : timers.T2;
        owner.StartTimer(SipTimer.G, _interval);
        owner.Send(_last);
        return true;
    }

    bool Confirm()
    {
        State = Confirmed;
        _last = default;
        owner.StopTimer(SipTimer.G);
        owner.StopTimer(SipTimer.H);
        owner.StartTimer(SipTimer.I, reliable ? TimeSpan.Zero : timers.I);
        return true;
    }

    bool Terminate(TerminationCause cause)
    {
        State = Terminated;
        _last = default;
        owner.StopTimer(SipTimer.G);
        owner.Terminated(cause);
        return true;
    }
}
