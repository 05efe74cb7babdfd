using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

/// <summary>
/// Decides for one forked request (RFC 3261 §16.7) which devices get it, which answer the caller gets, who is cancelled, who is waited for.
/// It has no clock and sends nothing; the exchange feeds it events one at a time and does what it asks.
/// </summary>
sealed class Fork
{
    readonly ForkPolicy _policy;
    readonly IForkOwner _owner;
    readonly TargetSet _targets = new();
    readonly FinalResponse _final;
    readonly BranchCancellation _cancellation;
    readonly DuplicateRefusals _duplicates;
    readonly TargetStates _states;
    Aftermath? _aftermath;
    ForkState _state;
    bool _isUrgentDue;

    public Fork(ForkPolicy policy, IForkOwner owner)
    {
        _policy = policy;
        _owner = owner;
        _final = new FinalResponse(policy.Kind, owner);
        _cancellation = new BranchCancellation(owner, policy.Kind == ForkKind.Call);
        _duplicates = new DuplicateRefusals(owner);
        _states = new TargetStates(policy, owner, _targets, _final, _cancellation);
    }

    public List<Target> Targets => _targets.All;

    /// <summary>Whether a phone that registers now would still be called.</summary>
    public bool IsRunning => _state == ForkState.Running;

    /// <summary>Whether nothing but sleeping phones is waited for.</summary>
    public bool IsHolding => _state == ForkState.Running && _targets is { HasActive: false, HasPending: true };

    /// <summary>Whether a phone that registers now would still get the INVITE of a call that is over.</summary>
    public bool Owes => _aftermath is { Owes: true };

    bool IsCall => _policy.Kind == ForkKind.Call;

    /// <summary>Adds the first targets and begins.</summary>
    public void Start(IReadOnlyList<Target> targets)
    {
        if (_policy.Kind != ForkKind.Basic)
            _owner.StartTimer(ForkTimer.Window, null, _policy.Window);
        for (var i = 0; i < targets.Count; i++)
            _targets.Add(targets[i]);
        Evaluate();
    }

    /// <summary>A phone of the called user registered: a late branch, or a second one for a phone that moved to another flow.</summary>
    public void Registered(Binding binding)
    {
        if (_policy.Kind == ForkKind.Basic || !binding.HasFlow)
            return;
        if (_state != ForkState.Running)
            _aftermath?.Registered(binding);
        else if (_targets.Find(binding) is { } target)
            Returned(target, binding);
        else
            Join(Target.Newcomer(binding));
        Evaluate();
    }

    public void Provisional(Branch branch, SipResponse response)
    {
        branch.Provisional = Math.Max(branch.Provisional, response.Status);
        Revive(branch);
        // RFC 4320 §4.1: another request than INVITE has no provisional response but the 100 that we send ourselves.
        if (response.Status == 100 || !IsCall || branch.IsCancelled || _state != ForkState.Running)
            return;
        _owner.StartTimer(ForkTimer.C, branch, ForkPolicy.TimerC);
        if (response.Status >= 180)
            _cancellation.CancelAll(branch.Target, except: branch, default);
        _owner.Forward(branch, response);
    }

    public void Final(Branch branch, SipResponse response)
    {
        var isLate = branch is { IsOver: true, FinalStatus: 0 };
        Revive(branch);
        branch.FinalStatus = response.Status;
        _cancellation.End(branch);
        if (response.Status < 300)
            Answered(branch, response, isLate);
        else if (_state == ForkState.Running && !branch.IsCancelled && branch.Target.State == TargetState.Active)
            Failed(branch, response);
        Evaluate();
    }

    /// <summary>The branch ended without a final response.</summary>
    public void Failed(Branch branch, BranchFailure failure)
    {
        if (branch.IsOver)
            return;
        _cancellation.End(branch);
        if (_state == ForkState.Running && branch.Target.State == TargetState.Active)
            Lost(branch, failure);
        Evaluate();
    }

    /// <summary>The provider answered the push of a target.</summary>
    public void WakeUpAnswered(Target target)
    {
        if (_state != ForkState.Running)
            _aftermath?.PushAnswered(target);
        else if (target.CannotWake)
            _states.End(target, target.WakeUp!.FailurePhrase);
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
                _aftermath?.End();
                _states.CloseWindow(IsRunning);
                break;
            case ForkTimer.FinalsWait:
                _states.EndSleepers("Nobody Woke Up");
                break;
            case ForkTimer.Group when IsRunning && _targets.Candidates > 0:
                CallNext();
                break;
            case ForkTimer.Urgent:
                _isUrgentDue = true;
                break;
            case ForkTimer.Duplicate when subject is Target { Held: { } held } target && _duplicates.Counts(target, held.Branch):
                Count(held.Branch, held.Response);
                break;
            case ForkTimer.C when subject is Branch { IsOver: false } branch:
                ExpireTimerC(branch);
                break;
            case ForkTimer.NextPlace
                when subject is Branch { IsLive: true, HasAnswered: false } branch && IsRunning && _states.GoesOn(branch):
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

    // One that appears while others are called: at once if it is of their preference or a higher one, else when its turn comes.
    void Join(Target target)
    {
        _targets.Add(target);
        if (_targets.IsTurnOf(target) && _policy.Breadth.Left(_targets) > 0)
            _states.Begin(target, breadth: 1);
        else if (_targets.Candidates == 1)
            _owner.StartTimer(ForkTimer.Group, null, _policy.Options.GroupWait);
        GiveTime();
    }

    // RFC 3261 §16.6: one group of equal preference after the other, the earlier ones ring on. A message is for all phones: each shows it.
    void CallNext()
    {
        var count = _targets.BeginTurn(ofAll: _policy.Kind == ForkKind.Message);
        if (count > _policy.Breadth.Incoming)
            _states.RefuseTurn();
        else if (count <= _policy.Breadth.Left(_targets))
            _states.BeginTurn(_policy.Breadth.ShareOf(_targets));
        if (_targets.Candidates > 0)
            _owner.StartTimer(ForkTimer.Group, null, _policy.Options.GroupWait);
        GiveTime();
    }

    // Where there are others, an answer that only the caller can mend waits for those who are called now.
    void GiveTime()
    {
        _isUrgentDue = false;
        if (IsCall && _targets.All.Count > 1)
            _owner.StartTimer(ForkTimer.Urgent, null, _policy.Options.UrgentWait);
    }

    void Returned(Target target, Binding binding)
    {
        if (target.Binding!.ReceiveNumber >= binding.ReceiveNumber || target.FinalStatus > 0 || target.KeepsAside(binding))
            return;
        target.Renew(binding);
        if (target.State == TargetState.Candidate)
            return;
        _owner.Step(StepKind.Registered, target, detail: binding.Flow);
        if (target.LiveAt(binding) is not { } branch)
            _states.StartBranch(target);
        else if (!branch.HasAnswered)
            // What is sent to a sleeping app over UDP is lost, and the next repetition may be half a minute away.
            _owner.Repeat(branch);
    }

    // A branch that Timer B ended answers after all: it rings again, or is cancelled if the call is over.
    void Revive(Branch branch)
    {
        if (!branch.IsOver || branch.FinalStatus > 0)
            return;
        branch.IsOver = false;
        if (branch.IsCancelled)
            return;
        if (_state == ForkState.Running)
            _states.Revive(branch);
        else
            _cancellation.Cancel(branch, default);
    }

    void Answered(Branch branch, SipResponse response, bool isLate)
    {
        if (!IsCall && _state != ForkState.Running)
            return;
        branch.IsUnwanted |= _state == ForkState.Ended || (isLate && _state != ForkState.Running);
        if (branch.IsUnwanted)
        {
            _owner.HangUp(branch, response);
            return;
        }
        var isFirst = _state != ForkState.Answered;
        _state = ForkState.Answered;
        _owner.Forward(branch, response);
        if (!isFirst)
            return;
        StopTimers();
        // No "elsewhere" for the device that answered.
        _cancellation.CancelAll(branch.Target, except: branch, default);
        Stop(CancelReason.CompletedElsewhere);
    }

    void Failed(Branch branch, SipResponse response)
    {
        if (branch.Target.IsFlowFailure(response.Status))
            Lost(branch, BranchFailure.Transport);
        else if (!_duplicates.TryHold(branch, response) && !(response.Status == 503 && _states.GoesOn(branch)))
            Count(branch, response);
    }

    // A device that refused on one branch has refused, whatever becomes of its others.
    void Lost(Branch branch, BranchFailure failure)
    {
        if (branch.Target.HasLiveBranch)
            return;
        if (branch.Target.Held is { } held)
            Count(held.Branch, held.Response);
        else
            _states.Lost(branch, failure);
    }

    void Count(Branch branch, SipResponse response)
    {
        var target = branch.Target;
        target.Held = null;
        target.FinalStatus = response.Status;
        target.State = TargetState.Ended;
        _cancellation.CancelAll(target, except: branch, default);
        if (Follows(target, response))
            return;
        _final.Consider(branch, response);
        if (response.Status >= 600 && _policy.Options.Decline == DeclinePolicy.All)
            Stop(CancelReason.Of(response));
    }

    // RFC 3261 §16.7 step 4: nobody is called twice, and a redirection that is followed is no answer.
    bool Follows(Target target, SipResponse response)
    {
        if (_policy.Options.Redirects != RedirectPolicy.Follow || response.Status is not (300 or 301 or 302))
            return false;
        var isFollowed = false;
        foreach (var found in _owner.Redirect(target, response))
        {
            if (_targets.Find(found.Binding!) != null)
                continue;
            Join(found);
            isFollowed = true;
        }
        if (isFollowed)
            _owner.Step(StepKind.Note, target, detail: "whom that answer names is called in its place");
        return isFollowed;
    }

    void ExpireTimerC(Branch branch)
    {
        // RFC 3261 §16.8: as if a 408 had come.
        _cancellation.Cancel(branch, default);
        if (_state == ForkState.Running && !branch.Target.HasLiveBranch)
            _states.GiveUp(branch.Target, BranchFailure.NoResponse);
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
            _owner.StopTimer(ForkTimer.Window, null);
    }

    // RFC 3261 §16.7 step 5: has every branch ended, is there an answer for the caller?
    void Decide()
    {
        while (_state == ForkState.Running && _targets is { HasPending: false, Candidates: > 0 })
            CallNext();
        if (_state == ForkState.Running && _isUrgentDue && _final.IsUrgent && _targets is { HasHope: false, Candidates: 0 })
            Stop(_final.Reason);
        if (_state == ForkState.Stopping && !(IsCall && _targets.HasAwaitedBranch))
            Conclude();
        else if (_state == ForkState.Running && !_targets.HasPending)
            Conclude();
        else if (_state == ForkState.Running && _final.IsOfDevice && _targets is { HasActive: false, Candidates: 0 })
            _final.BeginWait();
    }

    void Conclude()
    {
        if (_state == ForkState.Running)
            BeginAftermath(default);
        _state = ForkState.Ended;
        StopTimers();
        foreach (var target in _targets.All)
            target.State = TargetState.Ended;
        _final.Send();
    }

    // Whom nobody pushed is due nothing.
    void BeginAftermath(CancelReason reason)
    {
        if (_aftermath == null && (_states.IsWindowOver || !_targets.All.Exists(static t => t.WakeUp != null)))
            return;
        (_aftermath ??= new Aftermath(_owner)).Begin(_targets, reason);
    }

    void StopTimers()
    {
        _final.StopWait();
        _owner.StopTimer(ForkTimer.Group, null);
        _owner.StopTimer(ForkTimer.Urgent, null);
        foreach (var target in _targets.All)
            _owner.StopTimer(ForkTimer.Duplicate, target);
    }
}
