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
    // Of the same device, for when this one fails; null for none, which is nearly always so.
    List<Binding>? _otherFlows;

    IReadOnlyList<ReadOnlyMemory<byte>> _path = [];

    Target(Binding? binding, Flow? flow, ReadOnlyMemory<byte>? requestUri)
    {
        Binding = binding;
        Flow = flow;
        RequestUri = requestUri;
    }

    /// <summary>A registered device.</summary>
    public static Target Of(Binding binding) => new(binding, binding.HasFlow ? binding.Flow : null, binding.UriText);

    /// <summary>A registered device behind a proxy whose connection is gone.</summary>
    /// <param name="binding">Its binding.</param>
    /// <param name="way">To the proxy.</param>
    public static Target Behind(Binding binding, Flow way) => new(binding, way, binding.UriText);

    /// <summary>A device of somebody to whom a call was diverted.</summary>
    /// <param name="binding">Its binding.</param>
    /// <param name="parameters">Added to its URI: whose call it was, and why it comes (RFC 4458).</param>
    public static Target Diverted(Binding binding, ReadOnlyMemory<byte> parameters)
    {
        var target = new Target(binding, binding.HasFlow ? binding.Flow : null, null) { Parameters = parameters };
        target.RequestUri = target.UriOf(binding);
        return target;
    }

    /// <summary>A device of somebody to whom the request was redirected.</summary>
    /// <param name="binding">Its binding.</param>
    /// <param name="weight">Preference of the place that it takes.</param>
    public static Target Redirected(Binding binding, double weight) =>
        new(binding, binding.HasFlow ? binding.Flow : null, binding.UriText) { Weight = weight };

    /// <summary>A device that registered for the first time since the request came.</summary>
    public static Target Newcomer(Binding binding) => new(binding, binding.Flow, binding.UriText) { HasRegistered = true };

    /// <summary>The other side of a dialog.</summary>
    /// <param name="flow">On which it is now.</param>
    /// <param name="contact">Where it was called by a GRUU; else the Request-URI stays.</param>
    public static Target InDialog(Flow flow, ReadOnlyMemory<byte>? contact = null) => new(null, flow, contact);

    /// <summary>A server that is no phone of ours.</summary>
    /// <param name="places">Where it is.</param>
    /// <param name="first">The first of them.</param>
    public static Target Elsewhere(ServerPlaces places, (Flow Flow, ReadOnlyMemory<byte>? RequestUri) first) =>
        new(null, first.Flow, first.RequestUri) { Places = places };

    /// <summary>A server that the operator wrote down in place of a phone.</summary>
    /// <param name="places">Where it is.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="weight">Its preference.</param>
    /// <param name="path">Route set towards it, top first.</param>
    public static Target Written(
        ServerPlaces places,
        (Flow Flow, ReadOnlyMemory<byte>? RequestUri) first,
        double weight,
        IReadOnlyList<ReadOnlyMemory<byte>> path) =>
        new(null, first.Flow, first.RequestUri) { Places = places, Weight = weight, _path = path };

    /// <summary>The newest binding of the device; null inside dialogs and for servers.</summary>
    public Binding? Binding { get; private set; }

    /// <summary>The flow that the next branch takes; null while asleep.</summary>
    public Flow? Flow { get; private set; }

    /// <summary>The contact's URI (RFC 3261 §16.6 step 2); null leaves the Request-URI as it is.</summary>
    public ReadOnlyMemory<byte>? RequestUri { get; private set; }

    ReadOnlyMemory<byte> Parameters { get; init; }

    /// <summary>Its preference among all targets (RFC 3261 §20.10): who has a higher one is called before it.</summary>
    public double Q => Weight * (Binding?.Q ?? 1);

    /// <summary>How many branches it may have behind us (RFC 5393 §5); 0 before it is called.</summary>
    public int Breadth { get; set; }

    /// <summary>Route set towards it (RFC 3327), top first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Path => Binding?.Path ?? _path;

    /// <summary>Where else a server can be reached; null for phones.</summary>
    public ServerPlaces? Places { get; private init; }

    public TargetState State { get; set; }

    double Weight { get; init; } = 1;

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

    /// <summary>The branch to this place whose final response would still count; null when there is none.</summary>
    public Branch? LiveAt(Binding binding) => Branches.Find(b => b.IsLive && b.Serves(binding));

    /// <summary>Whether the request was ever sent to this place.</summary>
    public bool HasBranchAt(Binding binding) => Branches.Exists(b => b.WentTo(binding));

    /// <summary>The branch to this place that may still be answered, be it cancelled; null when there is none.</summary>
    public Branch? OpenAt(Binding binding) => Branches.Find(b => !b.IsOver && b.Serves(binding));

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
        MoveTo(binding);
        HasRegistered = true;
    }

    /// <summary>Whether a binding is another flow of this device (RFC 5626 §4.2).</summary>
    public bool IsOfDevice(Binding binding) => Binding is { } own && own.Identity.IsSameDevice(binding.Identity);

    /// <summary>Another flow of the device: taken when this one is gone, now or later.</summary>
    public void AddFlow(Binding binding)
    {
        _otherFlows ??= [];
        _otherFlows.RemoveAll(other => other.Id == binding.Id);
        if (Flow == null && binding.HasFlow)
        {
            _otherFlows.Add(Binding!);
            MoveTo(binding);
        }
        else
        {
            _otherFlows.Add(binding);
        }
    }

    /// <summary>
    /// Whether a flow of the device that registered stays aside, because another has the request: never two at once (RFC 5626 §7). One that
    /// is new shows that the phone has come back, and is taken while the other is silent.
    /// </summary>
    public bool KeepsAside(Binding binding)
    {
        if (Binding!.Id == binding.Id || State != TargetState.Active)
            return false;
        var isKnown = _otherFlows?.Exists(other => other.Id == binding.Id && other.Flow?.IsSamePath(binding.Flow!) == true) == true;
        if (!isKnown && !HasAnswered)
            return false;
        AddFlow(binding);
        return true;
    }

    /// <summary>
    /// Goes on with the next flow of the device that is open; false when there is none. To be called when the one that it has failed.
    /// </summary>
    public bool TakeNextFlow()
    {
        if (_otherFlows?.FindIndex(static other => other.HasFlow) is not (>= 0 and var next))
            return false;
        var binding = _otherFlows[next];
        _otherFlows.RemoveAt(next);
        MoveTo(binding);
        return true;
    }

    /// <summary>
    /// Whether a response means that the device was not reached on this flow (RFC 5626 §7): 430 of its edge proxy, and 408 if there is
    /// another. In place of a phone that sleeps a proxy that knows no 430 says 408 to its silence, and 503 where its connection is gone
    /// (RFC 3261 §16.8, §16.9).
    /// </summary>
    public bool IsFlowFailure(int status) => Binding != null && status switch
    {
        430 => true,
        408 => IsWokenBehindProxy || _otherFlows?.Exists(static other => other.HasFlow) == true,
        503 => IsWokenBehindProxy,
        _ => false,
    };

    // One that has rung is awake: then it is the proxy that lost patience.
    bool IsWokenBehindProxy => Binding is { Path.Count: > 0, CanBePushed: true } && !IsRinging;

    void MoveTo(Binding binding)
    {
        Binding = binding;
        Flow = binding.HasFlow ? binding.Flow : null;
        RequestUri = UriOf(binding);
    }

    ReadOnlyMemory<byte> UriOf(Binding binding) =>
        Parameters.IsEmpty ? binding.UriText : (byte[])[.. binding.UriText.Span, .. Parameters.Span];
}
