using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Server.Exchanges;

/// <summary>The server transaction of an exchange: what the caller gets.</summary>
sealed class CallerTransaction : ExchangeTransaction
{
    readonly InviteServerTransaction? _invite;
    readonly NonInviteServerTransaction? _other;

    public CallerTransaction(Exchange exchange, SipTimers timers, bool isInvite, bool isReliable)
        : base(exchange)
    {
        if (isInvite)
            _invite = new InviteServerTransaction(timers, isReliable, this);
        else
            _other = new NonInviteServerTransaction(timers, isReliable, this);
    }

    /// <summary>A final response was sent.</summary>
    public bool HasFinal { get; private set; }

    /// <summary>An INVITE got a 2xx.</summary>
    public bool IsAccepted => _invite is { State: InviteServerState.Accepted };

    /// <summary>What the request is answered with when it comes again; empty when it is absorbed.</summary>
    public ReadOnlyMemory<byte> Repeated { get; private set; }

    // Without a final response its sender gets none (RFC 4320 §4.2): nothing is left to repeat.
    public override bool IsAtRest => IsTerminated || !HasFinal
        || _invite is { State: InviteServerState.Accepted or InviteServerState.Confirmed }
        || _other is { State: NonInviteServerState.Completed };

    public void Respond(int status, ReadOnlyMemory<byte> response)
    {
        if (_other != null && !HasFinal)
            Repeated = response;
        HasFinal |= status >= 200;
        _invite?.Respond(status, response);
        _other?.Respond(status, response);
    }

    public void RequestRetransmitted()
    {
        _invite?.RequestRetransmitted();
        _other?.RequestRetransmitted();
    }

    /// <summary>False: it acknowledges a 2xx, which is not this transaction's affair (RFC 6026 §7.1).</summary>
    public bool AckReceived() => _invite?.AckReceived() == true;

    // A caller whose flow is gone cancels nothing: the phone may be back before the next response.
    public override void Send(ReadOnlyMemory<byte> bytes) => Exchange.SendToCaller(bytes);

    public override void TimerFired(SipTimer timer)
    {
        _invite?.TimerFired(timer);
        _other?.TimerFired(timer);
    }
}
