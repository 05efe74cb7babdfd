using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

/// <summary>
/// Decides for one forked request (RFC 3261 §16.7) which devices get it, which answer the caller gets, who is cancelled, who is waited for.
/// It has no clock and sends nothing; the exchange feeds it events one at a time and does what it asks.
/// </summary>
sealed class Fork(ForkPolicy policy, IForkOwner owner)
{
    readonly TargetSet _targets = new();
    readonly FinalResponse _final = new(policy.Kind);
    readonly BranchCancellation _cancellation = new(owner, policy.Kind == ForkKind.Call);
    readonly DuplicateRefusals _duplicates = new(owner);
    readonly Failover _failover = new(owner);
    readonly FinalsWait _finalsWait = new(owner);
    Aftermath? _aftermath;
    ForkState _state;
    bool _isWindowOver;

    public List<Target> Targets => _targets.All;

    /// <summary>Whether a phone that registers now would still be called.</summary>
    public bool IsRunning => _state == ForkState.Running;

    /// <summary>Whether nothing but sleeping phones is waited for.</summary>
    public bool IsHolding => _state == ForkState.Running && _targets is { HasActive: false, HasPending: true };

    /// <summary>Whether a phone that registers now would still get the INVITE of a call that is over.</summary>
    public bool Owes => _aftermath is { Owes: true };

    bool IsCall => policy.Kind == ForkKind.Call;

    /// <summary>Adds the first targets and begins.</summary>
    public void Start(IReadOnlyList<Target> targets)
    {
        if (policy.Kind != ForkKind.Basic)
            owner.StartTimer(ForkTimer.Window, null, policy.Window);
        for (var i = 0; i < targets.Count; i++)
            Add(targets[i]);
        Evaluate();
    }

    /// <summary>A phone of the called user registered: a late branch, or a second one for a phone that moved to another flow.</summary>
    public void Registered(Binding binding)
    {
        if (policy.Kind == ForkKind.Basic || !binding.HasFlow)
            return;
        if (_state != ForkState.Running)
            _aftermath?.Registered(binding);
        else if (_targets.Find(binding) is { } target)
            Returned(target, binding);
        else
            Add(Target.Newcomer(binding));
        Evaluate();
    }

    public void Provisional(Branch branch, SipResponse response)
    {
        branch.Provisional = Math.Max(branch.Provisional, response.Status);
        Revive(branch);
        // RFC 4320 §4.1: another request than INVITE has no provisional response but the 100 that we send ourselves.
        if (response.Status == 100 || !IsCall || branch.IsCancelled || _state != ForkState.Running)
            return;
        owner.StartTimer(ForkTimer.C, branch, ForkPolicy.TimerC);
        if (response.Status >= 180)
            _cancellation.CancelAll(branch.Target, except: branch, default);
        owner.Forward(branch, response);
    }

    public void Final(Branch branch, SipResponse response)
    {
        var isLate = branch is { IsOver: true, FinalStatus: 0 };
        Revive(branch);
        branch.FinalStatus = response.Status;
        _cancellation.End(branch);
        if (response.Status < 300)
            Answered(branch, response, isLate);
        else if (_state == ForkState.Running)
            Failed(branch, response);
        Evaluate();
    }

    /// <summary>The branch ended without a final response.</summary>
    public void Failed(Branch branch, BranchFailure failure)
    {
        if (branch.IsOver)
            return;
        _cancellation.End(branch);
        var target = branch.Target;
        if (_state == ForkState.Running && target.State == TargetState.Active)
            Lost(target, branch, failure);
        Evaluate();
    }

    /// <summary>The provider answered the push of a target.</summary>
    public void WakeUpAnswered(Target target)
    {
        if (_state != ForkState.Running)
            _aftermath?.PushAnswered(target);
        else if (target.CannotWake)
            EndTarget(target, target.WakeUp!.FailurePhrase);
        Evaluate();
    }

    /// <summary>The caller gave up.</summary>
    public void Cancel(CancelReason reason)
    {
        if (_state != ForkState.Running)
            return;
        _final.CallerCancelled();
        Stop(reason);
        Evaluate();
    }

    /// <summary>The caller was answered without us: who rings is cancelled, who answers is hung up on.</summary>
    public void Abort()
    {
        Stop(default);
        _state = ForkState.Ended;
        StopTimers();
        Evaluate();
    }

    public void TimerFired(ForkTimer timer, object? subject)
    {
        switch (timer)
        {
            case ForkTimer.Window:
                CloseWindow();
                break;
            case ForkTimer.FinalsWait:
                EndSleepers("Nobody Woke Up");
                break;
            case ForkTimer.Duplicate when subject is Target { Held: { } held } target && _duplicates.Counts(target, held.Branch):
                Count(held.Branch, held.Response);
                break;
            case ForkTimer.C when subject is Branch { IsOver: false } branch:
                ExpireTimerC(branch);
                break;
            case ForkTimer.NextPlace when subject is Branch { IsLive: true, HasAnswered: false } branch && GoesOn(branch):
                _cancellation.Cancel(branch, default);
                break;
            case ForkTimer.CancelWait when subject is Branch { IsOver: false } branch:
                // RFC 3261 §9.1: 64*T1 after the CANCEL the transaction counts as cancelled.
                _cancellation.Abandon(branch);
                break;
            default:
                break;
        }
        Evaluate();
    }

    void Add(Target target)
    {
        _targets.Add(target);
        if (target.Binding != null)
            owner.Prepare(target);
        if (target.Flow != null)
            StartBranch(target);
        else if (policy.Kind == ForkKind.Basic || target.WakeUp == null)
            EndTarget(target, target.Binding is { CanBePushed: false } ? "Phone Is Not Connected And Cannot Be Pushed" : "Phone Is Asleep");
        else
            target.State = TargetState.Sleeping;
    }

    void Returned(Target target, Binding binding)
    {
        if (target.Binding!.ReceiveNumber >= binding.ReceiveNumber || target.FinalStatus > 0)
            return;
        target.Renew(binding);
        owner.Step(StepKind.Registered, target, detail: binding.Flow);
        if (target.LiveOn(binding.Flow!) is not { } branch)
            StartBranch(target);
        else if (!branch.HasAnswered)
            // What is sent to a sleeping app over UDP is lost, and the next repetition may be half a minute away.
            owner.Repeat(branch);
    }

    void StartBranch(Target target)
    {
        if (_targets.IsFull)
        {
            owner.Step(StepKind.Note, target, detail: "too many branches");
            return;
        }
        var branch = owner.NewBranch(target);
        target.Branches.Add(branch);
        Activate(target);
        if (IsCall)
            owner.StartTimer(ForkTimer.C, branch, ForkPolicy.TimerC);
        _failover.Watch(branch);
        owner.Start(branch);
    }

    // A server's next place.
    bool GoesOn(Branch branch)
    {
        if (_state != ForkState.Running || !_failover.GoesOn(branch))
            return false;
        StartBranch(branch.Target);
        return true;
    }

    void Activate(Target target)
    {
        target.State = TargetState.Active;
        target.IsLost = false;
        _finalsWait.Stop();
    }

    // A branch that Timer B ended answers after all: it rings again, or is cancelled if the call is over.
    void Revive(Branch branch)
    {
        if (!branch.IsOver || branch.FinalStatus > 0)
            return;
        branch.IsOver = false;
        if (branch.IsCancelled)
            return;
        if (_state != ForkState.Running)
        {
            _cancellation.Cancel(branch, default);
            return;
        }
        Activate(branch.Target);
        owner.StartTimer(ForkTimer.C, branch, ForkPolicy.TimerC);
    }

    void Answered(Branch branch, SipResponse response, bool isLate)
    {
        if (!IsCall && _state != ForkState.Running)
            return;
        branch.IsUnwanted |= _state == ForkState.Ended || (isLate && _state != ForkState.Running);
        if (branch.IsUnwanted)
        {
            owner.HangUp(branch, response);
            return;
        }
        var isFirst = _state != ForkState.Answered;
        _state = ForkState.Answered;
        owner.Forward(branch, response);
        if (!isFirst)
            return;
        StopTimers();
        // No "elsewhere" for the device that answered.
        _cancellation.CancelAll(branch.Target, except: branch, default);
        Stop(CancelReason.CompletedElsewhere);
    }

    void Failed(Branch branch, SipResponse response)
    {
        if (!branch.IsCancelled && branch.Target.State == TargetState.Active && !_duplicates.TryHold(branch, response)
            && !(response.Status == 503 && GoesOn(branch)))
            Count(branch, response);
    }

    void Count(Branch branch, SipResponse response)
    {
        var target = branch.Target;
        target.Held = null;
        target.FinalStatus = response.Status;
        target.State = TargetState.Ended;
        _cancellation.CancelAll(target, except: branch, default);
        _final.Consider(branch, response);
        if (response.Status >= 600)
            Stop(CancelReason.Of(response));
    }

    void Lost(Target target, Branch branch, BranchFailure failure)
    {
        if (target.HasLiveBranch)
            return;
        if (target.Held is { } held)
        {
            Count(held.Branch, held.Response);
            return;
        }
        if (policy.Kind == ForkKind.Basic || _isWindowOver || !target.MayComeBack(failure) || !owner.IsRegistered(target))
        {
            if (!GoesOn(branch))
                GiveUp(target, failure);
            return;
        }
        owner.Step(StepKind.Lost, target, detail: failure.Words());
        target.State = TargetState.Sleeping;
        target.IsLost = true;
        if (target.WakeUp is { State: WakeUpState.Planned })
            owner.Wake(target);
    }

    void GiveUp(Target target, BranchFailure failure)
    {
        owner.Step(StepKind.GivenUp, target, detail: failure.Words());
        target.State = TargetState.Ended;
        _final.BranchFailed(failure, isInDialog: target.Binding == null, isOfServer: target.Places != null);
    }

    void EndTarget(Target target, string phrase)
    {
        owner.Step(StepKind.GivenUp, target, detail: phrase);
        target.State = TargetState.Ended;
        _final.Explain(phrase);
    }

    void EndSleepers(string phrase)
    {
        foreach (var target in _targets.In(TargetState.Sleeping))
            EndTarget(target, phrase);
    }

    void CloseWindow()
    {
        _isWindowOver = true;
        _aftermath?.End();
        if (_state != ForkState.Running)
            return;
        EndSleepers("Phone Did Not Wake Up");
        foreach (var target in _targets.Silent(policy.Kind))
        {
            EndTarget(target, "Phone Did Not Answer");
            _cancellation.CancelAll(target, except: null, default);
        }
    }

    void ExpireTimerC(Branch branch)
    {
        // RFC 3261 §16.8: as if a 408 had come.
        _cancellation.Cancel(branch, default);
        if (_state == ForkState.Running && !branch.Target.HasLiveBranch)
            GiveUp(branch.Target, BranchFailure.NoResponse);
    }

    void Stop(CancelReason reason)
    {
        if (_state == ForkState.Running)
            _state = ForkState.Stopping;
        BeginAftermath(reason);
        foreach (var target in _targets.All)
        {
            target.Held = null;
            // A MESSAGE that one device refuses or takes still reaches the others.
            if (IsCall)
                _cancellation.CancelAll(target, except: null, reason);
            if (target.State is TargetState.Sleeping or TargetState.Candidate || !target.HasLiveBranch)
                target.State = TargetState.Ended;
        }
    }

    void Evaluate()
    {
        Decide();
        if (_state != ForkState.Running && !Owes)
            owner.StopTimer(ForkTimer.Window, null);
    }

    // RFC 3261 §16.7 step 5: has every branch ended, is there an answer for the caller?
    void Decide()
    {
        if (_state == ForkState.Stopping && !(IsCall && _targets.HasAwaitedBranch))
        {
            Conclude();
            return;
        }
        if (_state != ForkState.Running || _targets.HasActive)
            return;
        if (!_targets.HasPending)
            Conclude();
        else if (_final.IsOfDevice)
            _finalsWait.Begin();
    }

    void Conclude()
    {
        if (_state == ForkState.Running)
            BeginAftermath(default);
        _state = ForkState.Ended;
        StopTimers();
        foreach (var target in _targets.All)
            target.State = TargetState.Ended;
        _final.Send(owner);
    }

    // Whom nobody pushed is due nothing.
    void BeginAftermath(CancelReason reason)
    {
        if (_aftermath == null && (_isWindowOver || !_targets.All.Exists(static t => t.WakeUp != null)))
            return;
        (_aftermath ??= new Aftermath(owner)).Begin(_targets, reason);
    }

    void StopTimers()
    {
        _finalsWait.Stop();
        foreach (var target in _targets.All)
            owner.StopTimer(ForkTimer.Duplicate, target);
    }
}
