using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

/// <summary>Brings each target from state to state while the fork runs: it is called, waited for while it sleeps, given up.</summary>
sealed class TargetStates(
    ForkPolicy policy, IForkOwner owner, TargetSet targets, FinalResponse final, BranchCancellation cancellation)
{
    readonly Failover _failover = new(owner);

    /// <summary>Nobody is waited for any more who has not answered.</summary>
    public bool IsWindowOver { get; private set; }

    /// <summary>It is the turn of some candidates.</summary>
    /// <param name="breadth">How many branches each may have behind us.</param>
    public void BeginTurn(int breadth)
    {
        foreach (var target in targets.All)
        {
            if (targets.IsTurnOf(target))
                Begin(target, breadth);
        }
    }

    /// <summary>The request may not have as many branches as they need.</summary>
    public void RefuseTurn()
    {
        final.LackBreadth();
        foreach (var target in targets.All)
        {
            if (targets.IsTurnOf(target))
                target.State = TargetState.Ended;
        }
    }

    /// <summary>The turn of one has come.</summary>
    /// <param name="target">A candidate.</param>
    /// <param name="breadth">How many branches it may have behind us.</param>
    public void Begin(Target target, int breadth)
    {
        target.Breadth = breadth;
        if (target.Binding != null)
            owner.Prepare(target);
        if (target.Flow != null)
            StartBranch(target);
        else if (policy.Kind == ForkKind.Basic || target.WakeUp == null)
            End(target, target.Binding is { CanBePushed: false } ? "Phone Is Not Connected And Cannot Be Pushed" : "Phone Is Asleep");
        else
            target.State = TargetState.Sleeping;
    }

    public void StartBranch(Target target)
    {
        if (targets.IsFull)
        {
            owner.Step(StepKind.Note, target, detail: "too many branches");
            if (target.State == TargetState.Candidate)
                target.State = TargetState.Ended;
            return;
        }
        var branch = owner.NewBranch(target);
        target.Branches.Add(branch);
        Activate(target);
        StartTimerC(branch);
        _failover.Watch(branch);
        owner.Start(branch);
    }

    /// <summary>Whether the server is tried at another place, after what became of a branch.</summary>
    public bool GoesOn(Branch branch)
    {
        if (!_failover.GoesOn(branch))
            return false;
        StartBranch(branch.Target);
        return true;
    }

    /// <summary>A branch of it that a timer had ended answers after all.</summary>
    public void Revive(Branch branch)
    {
        Activate(branch.Target);
        StartTimerC(branch);
    }

    /// <summary>Its last branch ended without a response: another flow of it is taken, or it may come back by itself, or wake.</summary>
    public void Lost(Branch branch, BranchFailure failure)
    {
        var target = branch.Target;
        // Who has answered anything has it, and would get it twice.
        if (!branch.HasAnswered && GoesOn(branch))
            return;
        if (target.TakeNextFlow())
        {
            StartBranch(target);
            return;
        }
        if (policy.Kind == ForkKind.Basic || IsWindowOver || !target.MayComeBack(failure) || !owner.IsRegistered(target))
        {
            GiveUp(target, failure);
            return;
        }
        owner.Step(StepKind.Lost, target, detail: failure.Words());
        target.State = TargetState.Sleeping;
        target.IsLost = true;
        if (target.WakeUp is { State: WakeUpState.Planned })
            owner.Wake(target);
    }

    public void GiveUp(Target target, BranchFailure failure)
    {
        owner.Step(StepKind.GivenUp, target, detail: failure.Words());
        target.State = TargetState.Ended;
        final.BranchFailed(failure, isInDialog: target.Binding == null, isOfServer: target.Places != null);
    }

    public void End(Target target, string phrase)
    {
        owner.Step(StepKind.GivenUp, target, detail: phrase);
        target.State = TargetState.Ended;
        final.Explain(phrase);
    }

    public void EndSleepers(string phrase)
    {
        foreach (var target in targets.In(TargetState.Sleeping))
            End(target, phrase);
    }

    /// <summary>The ring window is over; <paramref name="isRunning"/> tells whether the caller still waits.</summary>
    public void CloseWindow(bool isRunning)
    {
        IsWindowOver = true;
        if (!isRunning)
            return;
        EndSleepers("Phone Did Not Wake Up");
        foreach (var target in targets.In(TargetState.Candidate))
            target.State = TargetState.Ended;
        foreach (var target in targets.Silent(policy.Kind))
        {
            End(target, "Phone Did Not Answer");
            cancellation.CancelAll(target, except: null, default);
        }
    }

    void Activate(Target target)
    {
        target.State = TargetState.Active;
        target.IsLost = false;
        final.StopWait();
    }

    void StartTimerC(Branch branch)
    {
        if (policy.Kind == ForkKind.Call)
            owner.StartTimer(ForkTimer.C, branch, ForkPolicy.TimerC);
    }
}
