using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Tests.Location;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Forking;

/// <summary>A fork whose owner writes down what it is asked to do; the test feeds the events in any order.</summary>
sealed class ForkScene : IForkOwner
{
    readonly List<Branch> _branches = [];
    readonly List<string> _asked = [];
    readonly Dictionary<(ForkTimer Timer, object? Subject), TimeSpan> _timers = [];

    public ForkScene(ForkKind kind = ForkKind.Call, double window = 90, ForkingOptions? options = null, int? breadth = null)
    {
        var policy = new ForkPolicy
        {
            Kind = kind,
            Window = TimeSpan.FromSeconds(window),
            Breadth = breadth is { } incoming ? new Breadth(incoming, 0) : new Breadth(72, 12),
            Options = options ?? new ForkingOptions(),
        };
        Fork = new Fork(policy, this);
    }

    public Fork Fork { get; }

    public IReadOnlyList<Branch> Branches => _branches;

    /// <summary>What becomes of the push of each new device; null: it is not pushed.</summary>
    public WakeUpState? Pushes { get; set; } = WakeUpState.Accepted;

    /// <summary>The service whose token the pushes take.</summary>
    public PushService Service { get; set; }

    /// <summary>Whether the app wants to be told of the end.</summary>
    public bool PushesCancel { get; set; }

    /// <summary>Devices that have logged out since.</summary>
    public HashSet<ulong> LoggedOut { get; } = [];

    /// <summary>Devices that redirections name.</summary>
    public List<Binding> Named { get; } = [];

    /// <summary>Devices that are in another call.</summary>
    public HashSet<ulong> Talking { get; } = [];

    /// <summary>A device as it registers now.</summary>
    public static Binding Device(string name, Flow? flow = null, bool canBePushed = true)
    {
        var registration = new Registration
        {
            Contacts = [$"<sip:bob@192.0.2.7;pn-provider=fcm;pn-param=p;pn-prid={name}>;+sip.instance=\"<urn:{name}>\""],
            Flow = flow ?? FakeFlow.Tcp(),
            CanBePushed = canBePushed,
        };
        return registration.ToChange(TimeProvider.System).Contacts[0].Binding;
    }

    /// <summary>A device whose connection has closed since it registered.</summary>
    public static Binding Sleeper(string name, bool canBePushed = true)
    {
        var binding = Device(name, canBePushed: canBePushed);
        binding.Flow!.Close();
        return binding;
    }

    public ForkScene Starts(params Binding[] devices)
    {
        Fork.Start([.. devices.Select(Target.Of)]);
        return this;
    }

    /// <summary>A response on a branch.</summary>
    public void Receives(int branch, int status)
    {
        if (status < 200)
            Fork.Provisional(_branches[branch], Response(status));
        else
            Fork.Final(_branches[branch], Response(status));
    }

    public void Fails(int branch, BranchFailure failure)
    {
        if (failure == BranchFailure.Transport)
            _branches[branch].Flow.Close();
        Fork.Failed(_branches[branch], failure);
    }

    /// <summary>A running timer fires.</summary>
    public void Fires(ForkTimer timer, object? subject = null)
    {
        Assert.True(_timers.Remove((timer, subject)), $"{timer} does not run");
        Fork.TimerFired(timer, subject);
    }

    public bool Runs(ForkTimer timer, object? subject = null) => _timers.ContainsKey((timer, subject));

    public bool RunsNoTimer => _timers.Count == 0;

    public void PushAnswered(int target, WakeUpState state)
    {
        Fork.Targets[target].WakeUp!.State = state;
        Fork.WakeUpAnswered(Fork.Targets[target]);
    }

    /// <summary>Everything asked since the last look.</summary>
    public void Asked(params string[] expected)
    {
        Assert.Equal(expected, _asked);
        _asked.Clear();
    }

    public static SipResponse Response(int status)
    {
        var wire = $"SIP/2.0 {status} X\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\n"
            + "Call-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n";
        Assert.True(SipParser.TryParseDatagram(Encoding.ASCII.GetBytes(wire), out var message, out _));
        return Assert.IsType<SipResponse>(message);
    }

    Branch IForkOwner.NewBranch(Target target)
    {
        var branch = new Branch(target, _branches.Count, target.Flow!, default);
        _branches.Add(branch);
        return branch;
    }

    void IForkOwner.Start(Branch branch) => _asked.Add($"send {branch.Index}");

    void IForkOwner.Prepare(Target target)
    {
        if (Pushes is { } state)
            target.WakeUp = new WakeUp(Message with { Service = Service }) { State = state, MayPushCancel = PushesCancel };
    }

    void IForkOwner.Wake(Target target)
    {
        target.WakeUp!.State = WakeUpState.Sent;
        _asked.Add("push");
    }

    void IForkOwner.Repeat(Branch branch) => _asked.Add($"repeat {branch.Index}");

    bool IForkOwner.IsRegistered(Target target) => target.Binding is { } binding && !LoggedOut.Contains(binding.Id);

    bool IForkOwner.IsInDialog(Target target) => target.Binding is { } binding && Talking.Contains(binding.Id);

    void IForkOwner.PushCancel(Target target) => _asked.Add("push cancel");

    void IForkOwner.Cancel(Branch branch, CancelReason reason) =>
        _asked.Add($"cancel {branch.Index} {Encoding.ASCII.GetString(reason.Value.Span)}".TrimEnd());

    void IForkOwner.Abandon(Branch branch) => _asked.Add($"abandon {branch.Index}");

    void IForkOwner.Forward(Branch branch, SipResponse response, IReadOnlyList<SipResponse>? alsoAsking) =>
        _asked.Add(string.Join(
            " and ", [$"forward {response.Status} of {branch.Index}", .. (alsoAsking ?? []).Select(other => $"{other.Status}")]));

    IReadOnlyList<Target> IForkOwner.Redirect(Target target, SipResponse response) =>
        [.. Named.Select(named => Target.Redirected(named, target.Q))];

    void IForkOwner.Respond(int status, string phrase) => _asked.Add($"respond {status} {phrase}");

    void IForkOwner.EndSilently() => _asked.Add("end silently");

    void IForkOwner.HangUp(Branch branch, SipResponse response) => _asked.Add($"hang up {branch.Index}");

    void IForkOwner.StartTimer(ForkTimer timer, object? subject, TimeSpan after) => _timers[(timer, subject)] = after;

    void IForkOwner.StopTimer(ForkTimer timer, object? subject) => _timers.Remove((timer, subject));

    void IForkOwner.Step(StepKind kind, Target? target, int status, object? detail)
    {
    }

    /// <summary>When a running timer is due, from its start.</summary>
    public TimeSpan After(ForkTimer timer, object? subject = null) => _timers[(timer, subject)];

    static PushMessage Message => new()
    {
        Provider = "fcm",
        Param = "p",
        Token = "t",
        Event = PushEvent.Call,
        CallId = "1",
        TimeToLive = TimeSpan.FromSeconds(90),
    };
}
