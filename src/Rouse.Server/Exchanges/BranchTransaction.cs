using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Forking;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>The client transaction of one branch, its CANCEL and its ACKs.</summary>
sealed class BranchTransaction : ExchangeTransaction, IInviteClientOwner, IFlowWatcher
{
    readonly InviteClientTransaction? _invite;
    readonly NonInviteClientTransaction? _other;
    readonly byte[] _written;
    SipRequest? _sent;
    OwnRequest? _cancel;
    OwnRequest? _bye;
    CancelReason? _cancelWith;

    public BranchTransaction(Exchange exchange, Branch branch, SipTimers timers, bool isInvite, byte[] written)
        : base(exchange)
    {
        Branch = branch;
        _written = written;
        if (isInvite)
            _invite = new InviteClientTransaction(timers, branch.Flow.IsReliable, this);
        else
            _other = new NonInviteClientTransaction(timers, branch.Flow.IsReliable, this);
    }

    public Branch Branch { get; }

    /// <summary>The request as it was sent, parsed when it is needed for a CANCEL or ACK.</summary>
    SipRequest Sent => _sent ??= SipParser.TryParseFramed(_written, out var message, out _) && message is SipRequest request
        ? request
        : throw new InvalidOperationException("what we wrote does not parse");

    // One that hangs up on each 2xx is not.
    public override bool IsAtRest => _cancel is not { IsAtRest: false } && _bye is not { IsAtRest: false }
        && (IsTerminated
            || _invite is { State: InviteClientState.Completed }
            || (_invite is { State: InviteClientState.Accepted } && !Branch.IsUnwanted)
            || _other is { State: NonInviteClientState.Completed });

    /// <summary>What late responses are answered with when it is at rest.</summary>
    public BranchRemains Remains => LingersUntil == 0
        ? BranchRemains.Nothing
        : _invite?.State switch
        {
            InviteClientState.Accepted => BranchRemains.Forwards,
            InviteClientState.Completed => BranchRemains.Acknowledges,
            _ => BranchRemains.Nothing,
        };

    /// <summary>As it was sent last.</summary>
    public ReadOnlyMemory<byte> Ack { get; private set; }

    /// <summary>Timestamp at which the last of its timers and those of its CANCEL and BYE is due.</summary>
    public long AllLingerUntil => Math.Max(LingersUntil, Math.Max(_cancel?.LingersUntil ?? 0, _bye?.LingersUntil ?? 0));

    public void Start()
    {
        if (!Branch.Flow.IsReliable && _written.Length > SipLimits.DatagramBytes)
        {
            Terminated(TerminationCause.Done);
            Exchange.Post(new BranchFailed(Branch, BranchFailure.TooLarge));
            return;
        }
        if (Branch.Flow.IsReliable && !Branch.Flow.Watch(this))
        {
            Terminated(TerminationCause.TransportFailed);
            return;
        }
        if (Branch.Target.WakeUp is { State: not WakeUpState.Planned })
            WasPushed();
        _invite?.Start(_written);
        _other?.Start(_written);
    }

    /// <summary>
    /// Whether a response is meant for somebody (RFC 3261 §16.7 step 3): it has a Via below ours. Some devices copy the Via of the CANCEL
    /// into their 487; that one stays here.
    /// </summary>
    public bool CanBeForwarded(SipResponse response) =>
        response.Headers.IndexOf(HeaderName.Via, response.Headers.IndexOf(HeaderName.Via) + 1) >= 0
        || (Branch.IsCancelled && response.Status >= 300);

    /// <summary>A response on this branch; true when the fork must see it.</summary>
    public bool Receive(SipResponse response) =>
        _invite?.Receive(response.Status, response.Bytes) ?? _other!.Receive(response.Status, response.Bytes);

    /// <summary>A response to a request of our own on this branch.</summary>
    public void ReceiveOwn(ReadOnlySpan<byte> method, SipResponse response)
    {
        if (method.SequenceEqual("CANCEL"u8))
            _cancel?.Receive(response);
        else if (method.SequenceEqual("BYE"u8))
            _bye?.Receive(response);
    }

    /// <summary>RFC 3261 §9.1: CANCEL goes out only after a provisional response.</summary>
    public void Cancel(CancelReason reason)
    {
        if (_invite == null || _cancel != null)
            return;
        _cancelWith ??= reason;
        if (_invite.State == InviteClientState.Proceeding)
            SendPendingCancel();
    }

    /// <summary>A 2xx that nobody wants: ACK it, each time that it comes, and hang up once.</summary>
    public void HangUp(SipResponse answer)
    {
        Branch.Flow.Send(DerivedRequests.InDialog(Sent, answer, "ACK"u8, Exchange.NewVia(Branch.Flow, Branch.Index, 1), 0));
        if (_bye != null)
            return;
        _bye = new OwnRequest(Exchange, Branch.Flow);
        _bye.Start(DerivedRequests.InDialog(Sent, answer, "BYE"u8, Exchange.NewVia(Branch.Flow, Branch.Index, 2), 1));
    }

    /// <summary>A phone that got a push answers late rather than never: its transaction stays behind Timer B.</summary>
    public void WasPushed()
    {
        if (_invite != null)
            _invite.OutlivesTimerB = true;
    }

    /// <summary>
    /// The request once more, ahead of Timer A or E. Not once it was answered, and not on a connection, which loses nothing.
    /// </summary>
    public void Repeat()
    {
        var isUnanswered = _invite is { State: InviteClientState.Calling } || _other is { State: NonInviteClientState.Trying };
        if (isUnanswered && !Branch.Flow.IsReliable)
            Send(_written);
    }

    /// <summary>No final response is awaited any more.</summary>
    public void Abandon()
    {
        _invite?.Abandon();
        _other?.Abandon();
    }

    /// <summary>The end of the window: a branch that stayed behind Timer B goes, one that has answered since does not.</summary>
    public void EndSilence()
    {
        if (_invite is { State: InviteClientState.Silent })
            _invite.Abandon();
    }

    public void FlowWasLost()
    {
        _invite?.TransportFailed();
        _other?.TransportFailed();
        _cancel?.FlowWasLost();
        _bye?.FlowWasLost();
    }

    public override void Send(ReadOnlyMemory<byte> bytes)
    {
        if (Branch.Flow.Send(bytes))
            return;
        _invite?.TransportFailed();
        _other?.TransportFailed();
    }

    void IInviteClientOwner.SendAck(ReadOnlyMemory<byte> finalResponse)
    {
        if (SipParser.TryParseFramed(finalResponse, out var message, out _) && message is SipResponse final)
            Send(Ack = DerivedRequests.Ack(Sent, final));
    }

    void IInviteClientOwner.TimedOut() => Exchange.BranchIsSilent(this);

    void IFlowWatcher.FlowClosed(Flow flow) => Exchange.Post(new FlowLost(this));

    public override void TimerFired(SipTimer timer)
    {
        _invite?.TimerFired(timer);
        _other?.TimerFired(timer);
    }

    public override void StartLastTimer()
    {
        base.StartLastTimer();
        _cancel?.StartLastTimer();
        _bye?.StartLastTimer();
    }

    public override void LetGo()
    {
        base.LetGo();
        Branch.Flow.Unwatch(this);
        _cancel?.LetGo();
        _bye?.LetGo();
    }

    protected override void Ended(TerminationCause cause)
    {
        Branch.Flow.Unwatch(this);
        // As an event: the fork may be in the middle of starting this very branch.
        if (cause == TerminationCause.TimedOut)
            Exchange.Post(new BranchFailed(Branch, BranchFailure.NoResponse));
        else if (cause == TerminationCause.TransportFailed)
            Exchange.Post(new BranchFailed(Branch, BranchFailure.Transport));
    }

    /// <summary>The CANCEL that waits for the provisional response that is there now.</summary>
    public void SendPendingCancel()
    {
        if (_cancelWith is not { } reason || _cancel != null)
            return;
        _cancel = new OwnRequest(Exchange, Branch.Flow);
        Exchange.CancelWasSent(Branch, reason);
        _cancel.Start(DerivedRequests.Cancel(Sent, reason.Value.Span));
    }
}
