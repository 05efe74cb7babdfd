using static Rouse.Protocol.Sip.Transactions.NonInviteServerState;
using static Rouse.Protocol.Sip.Transactions.NonInviteServerTransaction.Signal;

namespace Rouse.Protocol.Sip.Transactions;

/// <summary>The states of RFC 3261 figure 8.</summary>
public enum NonInviteServerState : byte
{
    Trying,
    Proceeding,
    Completed,
    Terminated,
}

/// <summary>Server transaction of every request but INVITE and ACK: RFC 3261 §17.2.2 (figure 8).</summary>
public sealed class NonInviteServerTransaction(SipTimers timers, bool reliable, ITransactionOwner owner)
{
    ReadOnlyMemory<byte> _last;

    internal enum Signal : byte
    {
        Other,
        Request,
        Send1xx,
        SendFinal,
        TransportError,
        TimerJ,
    }

    public NonInviteServerState State { get; private set; } = Trying;

    /// <summary>The request came again.</summary>
    public void RequestRetransmitted() => On(Request);

    /// <summary>Sends a response of the TU. False: discarded, because the transaction has had its final response.</summary>
    /// <param name="status">100 … 699.</param>
    /// <param name="response">Kept until the transaction ends.</param>
    public bool Respond(int status, ReadOnlyMemory<byte> response) => On(status < 200 ? Send1xx : SendFinal, response);

    /// <summary>A response could not be sent.</summary>
    public void TransportFailed() => On(TransportError);

    public void TimerFired(SipTimer timer) => On(timer == SipTimer.J ? TimerJ : Other);

    // True: the machine took the signal.
    bool On(Signal signal, ReadOnlyMemory<byte> response = default) => (State, signal) switch
    {
        (Trying, Request) => true,
        (Trying, Send1xx) => SendProvisional(response),
        (Trying, SendFinal) => Complete(response),

        (Proceeding, Request) => Repeat(),
        (Proceeding, Send1xx) => SendProvisional(response),
        (Proceeding, SendFinal) => Complete(response),
        (Proceeding, TransportError) => Terminate(TerminationCause.TransportFailed),

        (Completed, Request) => Repeat(),
        (Completed, TimerJ) => Terminate(TerminationCause.Done),
        (Completed, TransportError) => Terminate(TerminationCause.TransportFailed),

        _ => false,
    };

    bool Repeat()
    {
        owner.Send(_last);
        return true;
    }

    bool SendProvisional(ReadOnlyMemory<byte> response)
    {
        State = Proceeding;
        _last = response;
        owner.Send(response);
        return true;
    }

    bool Complete(ReadOnlyMemory<byte> response)
    {
        State = Completed;
        _last = response;
        owner.StartTimer(SipTimer.J, reliable ? TimeSpan.Zero : timers.J);
        owner.Send(response);
        return true;
    }

    bool Terminate(TerminationCause cause)
    {
        State = Terminated;
        _last = default;
        owner.StopTimer(SipTimer.J);
        owner.Terminated(cause);
        return true;
    }
}
