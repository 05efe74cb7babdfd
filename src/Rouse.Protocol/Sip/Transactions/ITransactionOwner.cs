namespace Rouse.Protocol.Sip.Transactions;

/// <summary>
/// What a transaction machine asks for. Sending is the last thing that a machine does with a signal, so a <see cref="Send"/> that fails may
/// report it to the machine at once; every other call back into the machine must wait until the owner has returned.
/// </summary>
public interface ITransactionOwner
{
    /// <summary>Hands bytes to the transport. Retransmissions are the same bytes.</summary>
    void Send(ReadOnlyMemory<byte> bytes);

    /// <summary>Starts a timer in place of a running one of the same letter. Zero fires as the next event, not in this call.</summary>
    void StartTimer(SipTimer timer, TimeSpan after);

    /// <summary>Stops a timer; nothing happens when it is not running.</summary>
    void StopTimer(SipTimer timer);

    /// <summary>The machine's last call: no timer runs any more, and every further signal is ignored.</summary>
    void Terminated(TerminationCause cause);
}

/// <summary>What an INVITE client transaction asks for besides.</summary>
public interface IInviteClientOwner : ITransactionOwner
{
    /// <summary>
    /// Builds the ACK to a 300-699 and sends it where the INVITE went (RFC 3261 §17.1.1.3); again for each retransmission of the response.
    /// </summary>
    void SendAck(ReadOnlyMemory<byte> finalResponse);

    /// <summary>
    /// Timer B fired while <see cref="InviteClientTransaction.OutlivesTimerB"/> is set: the TU goes on as after a timeout.
    /// </summary>
    void TimedOut();
}
