using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Forking;

/// <summary>State of a target (RFC 3261 §16.5, extended by sleep).</summary>
enum TargetState : byte
{
    /// <summary>In the target set, nothing sent yet.</summary>
    Candidate,

    /// <summary>No flow to it: it is called when it registers.</summary>
    Sleeping,

    /// <summary>The request was sent to it.</summary>
    Active,

    /// <summary>It gave a final response, or will give none.</summary>
    Ended,
}

/// <summary>One device that a request goes to; its branches follow it from flow to flow.</summary>
sealed class Target
{
    Target(Binding? binding, Flow? flow, ReadOnlyMemory<byte>? requestUri)
    {
        Binding = binding;
        Flow = flow;
        RequestUri = requestUri;
    }

    /// <summary>A registered device.</summary>
    public static Target Of(Binding binding) => new(binding, binding.HasFlow ? binding.Flow : null, binding.UriText);

    /// <summary>A device that registered for the first time since the request came.</summary>
    public static Target Newcomer(Binding binding) => new(binding, binding.Flow, binding.UriText) { HasRegistered = true };

    /// <summary>The other side of a dialog: its flow, the Request-URI unchanged.</summary>
    public static Target InDialog(Flow flow) => new(null, flow, null);

    /// <summary>A server that is no phone of ours.</summary>
    /// <param name="places">Where it is.</param>
    /// <param name="first">The first of them.</param>
    public static Target Elsewhere(ServerPlaces places, (Flow Flow, ReadOnlyMemory<byte>? RequestUri) first) =>
        new(null, first.Flow, first.RequestUri) { Places = places };

    /// <summary>The newest binding of the device; null inside dialogs and for servers.</summary>
    public Binding? Binding { get; private set; }

    /// <summary>The flow that the next branch takes; null while asleep.</summary>
    public Flow? Flow { get; private set; }

    /// <summary>The contact's URI (RFC 3261 §16.6 step 2); null leaves the Request-URI as it is.</summary>
    public ReadOnlyMemory<byte>? RequestUri { get; private set; }

    /// <summary>Where else a server can be reached; null for phones.</summary>
    public ServerPlaces? Places { get; private init; }

    public TargetState State { get; set; }

    /// <summary>Its number in the timeline, from 1; 0 before it has one.</summary>
    public int Number { get; set; }

    /// <summary>Null when no push is meant for it.</summary>
    public WakeUp? WakeUp { get; set; }

    /// <summary>Its flow broke under the request: it may come back by itself.</summary>
    public bool IsLost { get; set; }

    /// <summary>It has registered since the request came: it is awake whatever became of its push.</summary>
    public bool HasRegistered { get; private set; }

    /// <summary>Status of the final response that counts for it; 0 while there is none.</summary>
    public int FinalStatus { get; set; }

    /// <summary>Oldest first.</summary>
    public List<Branch> Branches { get; } = new(1);

    /// <summary>The 482 or 486 of a newer branch that waits to see whether an older one lives.</summary>
    public (Branch Branch, SipResponse Response)? Held { get; set; }

    /// <summary>Whether a final response of one of its branches would still count.</summary>
    public bool HasLiveBranch => Branches.Exists(static b => b.IsLive);

    public bool HasAnswered => Branches.Exists(static b => b.HasAnswered);

    /// <summary>Whether it has told the caller something.</summary>
    public bool IsRinging => Branches.Exists(static b => b.IsRinging);

    /// <summary>Whether the fork has reason to wait for it.</summary>
    public bool IsPending => State == TargetState.Active || (State == TargetState.Sleeping && (IsLost || WakeUp is { IsPending: true }));

    /// <summary>
    /// Whether it sleeps and nothing will wake it: no push that was taken, and no broken connection that it would make anew.
    /// </summary>
    public bool CannotWake => this is { State: TargetState.Sleeping, IsLost: false, WakeUp.State: WakeUpState.Failed };

    /// <summary>Whether it may come back after a branch ended so: a broken connection is made anew, silence ends only by a push.</summary>
    public bool MayComeBack(BranchFailure failure) =>
        Binding != null
        && (failure == BranchFailure.Transport
            || (failure == BranchFailure.NoResponse && Binding.CanBePushed && WakeUp is { State: not WakeUpState.Failed }));

    /// <summary>The branch over this flow whose final response would still count; null when there is none.</summary>
    public Branch? LiveOn(Flow flow) => Branches.Find(b => b.IsLive && b.Flow.IsSamePath(flow));

    /// <summary>Whether the request was ever sent over this flow.</summary>
    public bool HasBranchOn(Flow flow) => Branches.Exists(b => b.Flow.IsSamePath(flow));

    /// <summary>The branch over this flow that may still be answered, be it cancelled; null when there is none.</summary>
    public Branch? OpenOn(Flow flow) => Branches.Find(b => !b.IsOver && b.Flow.IsSamePath(flow));

    /// <summary>Whether a branch older than <paramref name="branch"/> could still give the answer of the device.</summary>
    public bool HasOlder(Branch branch) => Branches.Exists(b => b.Index < branch.Index && b.IsLive);

    /// <summary>Whether a branch older than <paramref name="branch"/> surely lives: it rings, on a flow that is still open.</summary>
    public bool RingsOnOlder(Branch branch) =>
        Branches.Exists(b => b.Index < branch.Index && b is { IsLive: true, IsRinging: true, Flow.IsOpen: true });

    /// <summary>The next branch goes to another place of the server.</summary>
    public void GoOn((Flow Flow, ReadOnlyMemory<byte>? RequestUri) next) => (Flow, RequestUri) = next;

    /// <summary>The device registered again.</summary>
    public void Renew(Binding binding)
    {
        Binding = binding;
        Flow = binding.HasFlow ? binding.Flow : null;
        RequestUri = binding.UriText;
        HasRegistered = true;
    }
}
