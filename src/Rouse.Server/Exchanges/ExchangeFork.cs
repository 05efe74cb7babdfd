using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Scheduling;
using Rouse.Server.Timelines;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>Carries out what the <see cref="Fork"/> of an exchange decides, and brings it its events.</summary>
sealed class ExchangeFork : IForkOwner
{
    // What forwarding adds at most: a Via and two Record-Routes of 192 bytes each, and what is replaced.
    const int RoomForEdits = 700;

    readonly Exchange _exchange;
    readonly ForkKind _kind;
    readonly Fork _fork;
    readonly List<(ForkTimerFired Fires, TimerHandle Handle)> _timers = [];
    List<TimerHandle>? _pushTimers;
    int _cancelPushes;
    bool _hasToldProvisional;
    readonly CallDiverter? _diverter;

    /// <param name="exchange">Whose it is.</param>
    /// <param name="kind">What is forked.</param>
    /// <param name="window">How long it is held.</param>
    /// <param name="isDiversion">Whether another fork went before it: a call goes on once.</param>
    public ExchangeFork(Exchange exchange, ForkKind kind, TimeSpan window, bool isDiversion = false)
    {
        _diverter = isDiversion ? null : new CallDiverter(exchange, kind);
        _exchange = exchange;
        _kind = kind;
        var policy = new ForkPolicy
        {
            Kind = kind,
            Window = window,
            Breadth = Breadth.Of(exchange.Request, kind),
            Options = exchange.Services.Forking.Current,
        };
        _fork = new Fork(policy, this);
    }

    /// <summary>Whether a phone that registers now would still be called.</summary>
    public bool IsRunning => (_fork.IsRunning && _fork.Targets.Count > 0) || Diverted is { IsRunning: true };

    /// <summary>Whether a phone that registers now would get the request: to ring, or to learn at once that the call is over.</summary>
    public bool AwaitsPhones => IsRunning || _fork.Owes || Diverted is { AwaitsPhones: true };

    /// <summary>Whether nothing but sleeping phones is waited for.</summary>
    public bool IsHolding => _fork.IsHolding || Diverted is { IsHolding: true };

    ExchangeFork? Diverted => _diverter?.Fork;

    public void Start(IReadOnlyList<Target> targets) => _fork.Start(targets);

    /// <summary>An ACK to a 2xx: sent on without a transaction (RFC 3261 §16.11).</summary>
    public static void SendOn(Exchange exchange, IReadOnlyList<Target> targets)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            var branch = NewBranch(exchange, targets[i]);
            branch.Flow.Send(Write(exchange, branch));
        }
    }

    public void Receive(Branch branch, SipResponse response) => ForkOf(branch.Target).Take(branch, response);

    void Take(Branch branch, SipResponse response)
    {
        branch.Target.Places?.HasAnswered(branch.Flow);
        if (response.Status < 200)
        {
            _fork.Provisional(branch, response);
            return;
        }
        // A push that left now, after a retry, would announce what the phone is through with.
        branch.Target.WakeUp?.TakeBack();
        _fork.Final(branch, response);
    }

    public void Cancel(SipRequest cancel)
    {
        var reason = CancelReason.Of(cancel);
        _exchange.Step(StepKind.CallerCancelled, detail: reason);
        _fork.Cancel(reason);
        Diverted?._fork.Cancel(reason);
    }

    /// <summary>The caller has had an answer that no phone gave.</summary>
    public void Abort()
    {
        _fork.Abort();
        Diverted?.Abort();
    }

    public void On(MailboxEvent happened)
    {
        switch (happened)
        {
            // One that was stopped or started anew while this event was on its way is not due.
            case ForkTimerFired fired when TryTake(fired):
                _fork.TimerFired(fired.Timer, fired.Subject);
                break;
            case ForkTimerFired:
                Diverted?.On(happened);
                break;
            case RingTimeEnded when _fork.IsRunning && _diverter?.Diverts(408) == true:
                _fork.Abort();
                break;
            case BranchFailed failed:
                ForkOf(failed.Branch.Target)._fork.Failed(failed.Branch, failed.Failure);
                break;
            case PhoneRegistered registered:
                ForkOf(registered.Binding)._fork.Registered(registered.Binding);
                break;
            case PushDue due when ForkOf(due.Target).IsStillSilent(due.Target):
                SendPush(due.Target, due.Target.WakeUp!);
                break;
            case PushAnswered answered:
                ForkOf(answered.Target).PushWasAnswered(answered.Target, answered.Outcome);
                break;
            default:
                break;
        }
    }

    /// <summary>Gives the target its push: now, or after a while without an answer.</summary>
    public void Wake(Target target, WakeUp wakeUp, TimeSpan after)
    {
        target.WakeUp = wakeUp;
        if (after == TimeSpan.Zero)
        {
            SendPush(target, wakeUp);
            return;
        }
        _exchange.Step(StepKind.PushPlanned, target, (int)after.TotalMilliseconds, wakeUp.Message);
        (_pushTimers ??= []).Add(_exchange.StartTimer(new PushDue(target), after));
    }

    /// <summary>Whether a push was sent for this request.</summary>
    public bool HasPushed =>
        _fork.Targets.Exists(static t => t.WakeUp is { State: not WakeUpState.Planned }) || Diverted is { HasPushed: true };

    /// <summary>Whether a provider has still to say what became of a push.</summary>
    public bool AwaitsProvider => _cancelPushes > 0 || _fork.Targets.Exists(static t => t.WakeUp is { State: WakeUpState.Sent })
        || Diverted is { AwaitsProvider: true };

    /// <summary>Nobody needs to be woken any more.</summary>
    public void StopPushes()
    {
        _pushTimers?.ForEach(static timer => timer.Stop());
        _pushTimers = null;
        for (var i = 0; i < _fork.Targets.Count; i++)
            _fork.Targets[i].WakeUp?.TakeBack();
        Diverted?.StopPushes();
    }

    public void CancelWasSent(Branch branch) =>
        ForkOf(branch.Target).StartTimer(ForkTimer.CancelWait, branch, _exchange.SipTimers.T1 * 64);

    public void StartTimer(ForkTimer timer, object? subject, TimeSpan after)
    {
        StopTimer(timer, subject);
        var fires = new ForkTimerFired(timer, subject);
        _timers.Add((fires, _exchange.StartTimer(fires, after)));
    }

    public void StopTimer(ForkTimer timer, object? subject)
    {
        for (var i = 0; i < _timers.Count; i++)
        {
            if (_timers[i].Fires.Timer != timer || _timers[i].Fires.Subject != subject)
                continue;
            _timers[i].Handle.Stop();
            _timers.RemoveAt(i);
            return;
        }
    }

    /// <summary>Nothing more is decided.</summary>
    public void StopTimers()
    {
        _timers.ForEach(static timer => timer.Handle.Stop());
        _timers.Clear();
        _diverter?.Stop();
    }

    public void Step(StepKind kind, Target? target, int status, object? detail) => _exchange.Step(kind, target, status, detail);

    Branch IForkOwner.NewBranch(Target target) => NewBranch(_exchange, target);

    void IForkOwner.Start(Branch branch)
    {
        _exchange.Step(StepKind.Sent, branch.Target, detail: branch.Flow);
        _exchange.AddBranch(branch, Write(_exchange, branch));
    }

    void IForkOwner.Prepare(Target target)
    {
        _exchange.AddPhone(target);
        _exchange.Services.Pipeline.Prepare(_exchange, target);
    }

    void IForkOwner.Wake(Target target) => SendPush(target, target.WakeUp!);

    void IForkOwner.Repeat(Branch branch) => TransactionOf(branch)?.Repeat();

    bool IForkOwner.IsRegistered(Target target) => IsRegistered(target);

    bool IForkOwner.IsInDialog(Target target) => _exchange.Services.Dialogs.Has(target.Binding!.Id);

    void IForkOwner.PushCancel(Target target)
    {
        var message = target.WakeUp!.Message with { Event = PushEvent.Cancel, TimeToLive = _exchange.WindowLeft };
        _cancelPushes++;
        _exchange.Step(StepKind.CancelPushed, target, detail: message);
        _exchange.Services.PushSender.Send(_exchange, target, message, CancellationToken.None);
    }

    void IForkOwner.Cancel(Branch branch, CancelReason reason) => TransactionOf(branch)?.Cancel(reason);

    void IForkOwner.Abandon(Branch branch) => TransactionOf(branch)?.Abandon();

    IReadOnlyList<Target> IForkOwner.Redirect(Target target, SipResponse response) =>
        _exchange.Services.Pipeline.Follow(_exchange, target, response);

    void IForkOwner.Forward(Branch branch, SipResponse response, IReadOnlyList<SipResponse>? alsoAsking)
    {
        if (_diverter?.Diverts(response.Status) == true)
            return;
        if (response.Status < 200)
            _diverter?.Rings();
        if (response.Status >= 200)
            _exchange.Step(StepKind.Final, branch.Target, response.Status, response);
        var outgoing = OutgoingMessage.Borrow(response);
        _exchange.Services.Pipeline.WriteResponse(_exchange, branch, outgoing);
        foreach (var other in alsoAsking ?? [])
        {
            AddChallenges(other, HeaderName.WwwAuthenticate, outgoing);
            AddChallenges(other, HeaderName.ProxyAuthenticate, outgoing);
        }
        var written = SipWriter.Write(outgoing);
        outgoing.Return();
        _exchange.Send(response.Status, written);
    }

    void IForkOwner.Respond(int status, string phrase)
    {
        if (_diverter?.Diverts(status) != true)
            _exchange.Answer(status, phrase);
    }

    void IForkOwner.EndSilently() => _exchange.Step(StepKind.Note, detail: "no final response: the caller's transaction has ended");

    void IForkOwner.HangUp(Branch branch, SipResponse response)
    {
        _exchange.Step(StepKind.HungUp, branch.Target);
        _exchange.Branches[branch.Index].HangUp(response);
    }

    ExchangeFork ForkOf(Binding binding) =>
        Diverted is { } next && next._fork.Targets.Exists(target => target.Binding?.Aor == binding.Aor) ? next : this;

    // Of a call that went on, the first fork or the second.
    ExchangeFork ForkOf(Target target) => Diverted is { } next && !_fork.Targets.Contains(target) ? next : this;

    static void AddChallenges(SipResponse of, HeaderName name, OutgoingMessage response)
    {
        foreach (var challenge in of.Headers.Values(name))
            response.Edits.Append(name, challenge);
    }

    // None when its start failed.
    BranchTransaction? TransactionOf(Branch branch) => branch.Index < _exchange.Branches.Count ? _exchange.Branches[branch.Index] : null;

    bool TryTake(ForkTimerFired fired)
    {
        for (var i = 0; i < _timers.Count; i++)
        {
            if (_timers[i].Fires != fired)
                continue;
            _timers.RemoveAt(i);
            return true;
        }
        return false;
    }

    static Branch NewBranch(Exchange exchange, Target target)
    {
        var branch = NewBranch(exchange, target, target.Flow!);
        return target.Places is { } places && !branch.Flow.IsReliable && IsLong(exchange, branch)
            && places.TakeOverTcp(branch.Flow) is { } tcp
                ? NewBranch(exchange, target, tcp)
                : branch;
    }

    static Branch NewBranch(Exchange exchange, Target target, Flow flow)
    {
        var index = exchange.Branches.Count;
        return new Branch(target, index, flow, exchange.NewVia(flow, index));
    }

    // RFC 3261 §18.1.1: it would be cut into pieces on the way. What a phone's own UDP flow carries goes there or nowhere.
    static bool IsLong(Exchange exchange, Branch branch) =>
        exchange.Request.Bytes.Length > SipLimits.UnfragmentedBytes - RoomForEdits
        && Write(exchange, branch).Length > SipLimits.UnfragmentedBytes;

    static byte[] Write(Exchange exchange, Branch branch)
    {
        var outgoing = exchange.BorrowOutgoing();
        exchange.Services.Pipeline.WriteBranch(exchange, branch, outgoing);
        var written = SipWriter.Write(outgoing);
        outgoing.Return();
        return written;
    }

    // Registered: no push after a logout.
    bool IsStillSilent(Target target) =>
        _fork.IsRunning && target is { HasAnswered: false, WakeUp.State: WakeUpState.Planned } && IsRegistered(target);

    bool IsRegistered(Target target) => target.Binding is { } binding && _exchange.Services.Locations.FindById(binding.Id) != null;

    void SendPush(Target target, WakeUp wakeUp)
    {
        var takenBack = wakeUp.Send();
        wakeUp.AwaitedSince = _exchange.Services.Time.GetTimestamp();
        _exchange.Step(StepKind.PushSent, target, detail: wakeUp.Message);
        foreach (var branch in target.Branches)
            _exchange.Branches[branch.Index].WasPushed();
        _exchange.Services.PushSender.Send(_exchange, target, wakeUp.Message with { TimeToLive = _exchange.WindowLeft }, takenBack);
    }

    void PushWasAnswered(Target target, PushOutcome outcome)
    {
        if (target.WakeUp is not { } wakeUp)
            return;
        if (wakeUp.Outcome != null)
        {
            _cancelPushes--;
            _exchange.Step(StepKind.CancelPushAnswered, target, outcome.Status, outcome);
            return;
        }
        wakeUp.Answered(outcome);
        _exchange.Step(StepKind.PushAnswered, target, outcome.Status, outcome);
        if (wakeUp.State == WakeUpState.Accepted)
            TellCaller();
        _fork.WakeUpAnswered(target);
    }

    // Once per call, and never below what a phone has said itself.
    void TellCaller()
    {
        if (_exchange.Services.Hold.Current.Provisional is not { } status || _kind != ForkKind.Call || _hasToldProvisional
            || !_fork.IsRunning || _fork.Targets.Exists(static t => t.IsRinging) || TakesOnlyReliable(_exchange.Request))
            return;
        _hasToldProvisional = true;
        _exchange.Step(StepKind.Told, status: status);
        _exchange.Send(status, _exchange.BuildResponse(status, null, null));
    }

    // RFC 3262 §3: a provisional response is then the affair of a phone, which repeats it until its PRACK comes.
    static bool TakesOnlyReliable(SipRequest request)
    {
        foreach (var value in request.Headers.Values(HeaderName.Require))
        {
            foreach (var tag in value.Span.Split((byte)','))
            {
                if (Ascii.EqualsIgnoreCase(value.Span[tag].Trim(" \t\r\n"u8), "100rel"u8))
                    return true;
            }
        }
        return false;
    }
}
