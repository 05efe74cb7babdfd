using Rouse.Protocol.Sip;
using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

/// <summary>
/// Holds the 482 or 486 of a device's newer branch: a healthy phone answers so to a duplicate of the call that already rings there, and
/// then it is the older branch that counts.
/// </summary>
readonly struct DuplicateRefusals(IForkOwner owner)
{
    /// <summary>False for a response that counts at once.</summary>
    public bool TryHold(Branch branch, SipResponse response)
    {
        if (response.Status is not (482 or 486) || !branch.Target.HasOlder(branch))
            return false;
        branch.Target.Held = (branch, response);
        owner.StartTimer(ForkTimer.Duplicate, branch.Target, ForkPolicy.DuplicateWait);
        return true;
    }

    /// <summary>The wait is over: whether the refusal counts after all.</summary>
    public bool Counts(Target target, Branch refused)
    {
        target.Held = null;
        if (target.State != TargetState.Active)
            return false;
        if (!target.RingsOnOlder(refused))
            return true;
        owner.Step(StepKind.RefusalDropped, target);
        return false;
    }
}
