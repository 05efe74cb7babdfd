using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>The request itself came: run it through the modules.</summary>
sealed class RequestArrived : MailboxEvent;

/// <summary>The same request came again.</summary>
sealed class RequestRetransmitted(Flow flow) : MailboxEvent
{
    public Flow Flow => flow;
}

/// <summary>An ACK with the branch of the INVITE.</summary>
sealed class AckArrived(SipRequest ack, Flow flow, ReadOnlyMemory<byte> topVia) : MailboxEvent
{
    public SipRequest Ack => ack;

    public Flow Flow => flow;

    public ReadOnlyMemory<byte> TopVia => topVia;
}

sealed class CancelArrived(SipRequest cancel, Flow flow) : MailboxEvent
{
    public SipRequest Cancel => cancel;

    public Flow Flow => flow;
}

/// <summary>Handling an event failed: what was begun is ended.</summary>
sealed class HandlingFailed : MailboxEvent;

/// <summary>The server waits for nobody any longer.</summary>
sealed class ServerStopped : MailboxEvent;

/// <summary>A response whose Via names one of our branches.</summary>
sealed class ResponseArrived(int index, SipResponse response) : MailboxEvent
{
    public int Index => index;

    public SipResponse Response => response;
}

/// <summary>A timer of a transaction machine.</summary>
sealed class TransactionTimerFired(ExchangeTransaction transaction, SipTimer timer) : MailboxEvent
{
    public ExchangeTransaction Transaction => transaction;

    public SipTimer Timer => timer;
}

sealed class ForkTimerFired(ForkTimer timer, object? subject) : MailboxEvent
{
    public ForkTimer Timer => timer;

    public object? Subject => subject;
}

/// <summary>A branch ended without a final response.</summary>
sealed class BranchFailed(Branch branch, BranchFailure failure) : MailboxEvent
{
    public Branch Branch => branch;

    public BranchFailure Failure => failure;
}

/// <summary>The flow under a branch closed.</summary>
sealed class FlowLost(BranchTransaction transaction) : MailboxEvent
{
    public BranchTransaction Transaction => transaction;
}

/// <summary>The silent wait of a branch behind Timer B is over.</summary>
sealed class SilenceEnded(BranchTransaction transaction) : MailboxEvent
{
    public BranchTransaction Transaction => transaction;
}

sealed class PhoneRegistered(Binding binding) : MailboxEvent
{
    public Binding Binding => binding;
}

/// <summary>Time to read the bindings again, in case that an event was lost.</summary>
sealed class BindingsDue(TimeSpan wait) : MailboxEvent
{
    public TimeSpan Wait => wait;
}

/// <summary>The phone has been silent for long enough to be pushed.</summary>
sealed class PushDue(Target target) : MailboxEvent
{
    public Target Target => target;
}

sealed class PushAnswered(Target target, PushOutcome outcome) : MailboxEvent
{
    public Target Target => target;

    public PushOutcome Outcome => outcome;
}

/// <summary>Phones have rung for as long as they may before the call goes on.</summary>
sealed class RingTimeEnded : MailboxEvent;

/// <summary>Slow work of a module is done.</summary>
sealed class WorkCompleted(Func<RequestContext, Verdict> goOn) : MailboxEvent
{
    public Func<RequestContext, Verdict> GoOn => goOn;
}

/// <summary>RFC 4320 §4.1: a non-INVITE without an answer gets its 100 now.</summary>
sealed class TryingDue : MailboxEvent;
