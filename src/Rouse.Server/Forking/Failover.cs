using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

/// <summary>
/// Gives a target its next place when one fails (RFC 3263 §4.3): by its transport, by its silence, or by a 503. The request goes there on a
/// new branch.
/// </summary>
readonly struct Failover(IForkOwner owner)
{
    /// <summary>A branch began; if it is silent and there is another place, that one is tried before Timer B or F says so.</summary>
    public void Watch(Branch branch)
    {
        if (branch.Target.Places is { HasMore: true })
            owner.StartTimer(ForkTimer.NextPlace, branch, ForkPolicy.NextPlaceWait);
    }

    /// <summary>Whether the target goes on elsewhere after what became of <paramref name="branch"/>.</summary>
    public bool GoesOn(Branch branch)
    {
        var target = branch.Target;
        target.Places?.HasFailed(branch.Flow);
        if (branch.IsUnwanted || target.Places?.TakeNext() is not { } next)
            return false;
        target.GoOn(next);
        owner.Step(StepKind.Note, target, detail: $"no service from {branch.Flow}: {next.Flow} is tried");
        return true;
    }
}
