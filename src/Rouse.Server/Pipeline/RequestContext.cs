using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>A received request on its way through the modules: what they see of its exchange.</summary>
abstract class RequestContext(
    RunList runList, SipRequest request, Flow flow, long receiveNumber, ReadOnlyMemory<byte> topVia) : Mailbox(runList)
{
    OutgoingMessage? _outgoing;

    public SipRequest Request { get; } = request;

    /// <summary>Where it came from and where responses go, unless the caller's phone has moved since.</summary>
    public Flow Flow { get; protected set; } = flow;

    /// <summary>Order of arrival among all requests of this process.</summary>
    public long ReceiveNumber { get; } = receiveNumber;

    /// <summary>Topmost Via with <c>received</c> and <c>rport</c> filled in (RFC 3261 §18.2.1, RFC 3581 §4).</summary>
    public ReadOnlyMemory<byte> TopVia { get; } = topVia;

    /// <summary>The request with the edits made so far; every branch starts from a copy.</summary>
    public OutgoingMessage Outgoing => _outgoing ??= new OutgoingMessage(Request);

    /// <summary>A copy of <see cref="Outgoing"/> for one branch: to be given back when it is written.</summary>
    public OutgoingMessage BorrowOutgoing() => _outgoing?.Fork() ?? OutgoingMessage.Borrow(Request);

    /// <summary>The Request-URI; set by the sanity check.</summary>
    public SipUri RequestUri { get; set; }

    /// <summary>
    /// Whether it may go only where TLS leads, and to phones that want it so (RFC 5630 §5.3); its responses go back the same way.
    /// </summary>
    public bool IsSips => RequestUri.Scheme == UriScheme.Sips;

    /// <summary>The one device that it is meant for, called by a GRUU (RFC 5627 §6.1); null for all of a user's.</summary>
    public string? Instance { get; set; }

    public bool MayReach(Binding binding) => (!IsSips || binding.IsSips) && (Instance == null || binding.Identity.IsOf(Instance));

    /// <summary>The dialog that the request belongs to, when it came along a Record-Route of ours; null otherwise.</summary>
    public DialogRoute? Dialog { get; set; }

    /// <summary>Who sent it, proved by credentials; null when nobody was asked or could prove it.</summary>
    public AddressOfRecord? AuthenticatedAs { get; set; }

    /// <summary>It comes from a peer that the operator trusts as if it had proved who it is.</summary>
    public bool IsTrusted { get; set; }

    /// <summary>The sender's own binding on the flow that it came in on; null when it has none.</summary>
    public Binding? CallerBinding { get; set; }

    /// <summary>
    /// Which <c>[[route]]</c> decided where it goes, from 1; 0: none. Another decision makes a spiral of a loop (RFC 5393 §4.2).
    /// </summary>
    public int RouteNumber { get; set; }

    /// <summary>Index of the module whose turn is next.</summary>
    public int NextModule { get; set; }

    /// <summary>Sends a final response without keeping a transaction, or through it when there is one.</summary>
    /// <param name="status">200 … 699.</param>
    /// <param name="phrase">Null takes the standard one.</param>
    /// <param name="headers">More header lines.</param>
    public abstract Verdict Answer(int status, string? phrase = null, IReadOnlyList<HeaderLine>? headers = null);

    /// <summary>
    /// Phones that register for <paramref name="aor"/> from now on join the fork while it is held; call it before reading the bindings.
    /// </summary>
    public abstract void Watch(AddressOfRecord aor, string? instance = null);

    /// <summary>Forks the request to <paramref name="targets"/>. An ACK is only sent on.</summary>
    public abstract Verdict Fork(ForkKind kind, IReadOnlyList<Target> targets);

    /// <summary>
    /// Begins slow work: the request becomes findable for its retransmissions and CANCEL. Return <see cref="Verdict.Suspended"/> after it,
    /// and call <see cref="Complete"/> from any thread when the work is done.
    /// </summary>
    public abstract Verdict Suspend();

    /// <summary>
    /// Runs <paramref name="next"/> in the exchange's own turn; with its verdict the loop goes on after the suspended module.
    /// </summary>
    public abstract void Complete(Func<RequestContext, Verdict> next);

    /// <summary>Gives the target its push, sent after <paramref name="after"/> unless it answers before; zero sends it now.</summary>
    public abstract void Wake(Target target, WakeUp wakeUp, TimeSpan after);

    /// <summary>The provider's answer; from any thread.</summary>
    public abstract void WakeUpAnswered(Target target, PushOutcome outcome);

    /// <summary>How much of the ring window is left.</summary>
    public abstract TimeSpan WindowLeft { get; }

    /// <summary>Something for the timeline: what happened just now.</summary>
    public abstract void Step(StepKind kind, Target? target = null, int status = 0, object? detail = null);
}

/// <param name="Name">A header that we write.</param>
/// <param name="Value">Its value.</param>
readonly record struct HeaderLine(HeaderName Name, ReadOnlyMemory<byte> Value);
