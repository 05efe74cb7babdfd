namespace Rouse.Server.Forking;

/// <summary>Ends branches from our side: those of an INVITE by CANCEL (RFC 3261 §9.1), of any other request by not repeating it.</summary>
readonly struct BranchCancellation(IForkOwner owner, bool isCall)
{
    /// <summary>
    /// Cancels what has had no final response. One that is over without any may still get a late answer, and then its CANCEL.
    /// </summary>
    public void CancelAll(Target target, Branch? except, CancelReason reason)
    {
        foreach (var branch in target.Branches)
        {
            if (branch != except && branch is { FinalStatus: 0, IsCancelled: false })
                Cancel(branch, reason);
        }
    }

    public void Cancel(Branch branch, CancelReason reason)
    {
        branch.IsCancelled = true;
        owner.StopTimer(ForkTimer.C, branch);
        if (isCall)
            owner.Cancel(branch, reason);
        else
            Abandon(branch);
    }

    public void Abandon(Branch branch)
    {
        owner.Abandon(branch);
        End(branch);
    }

    /// <summary>Nothing is waited for any more.</summary>
    public void End(Branch branch)
    {
        branch.IsOver = true;
        owner.StopTimer(ForkTimer.C, branch);
        owner.StopTimer(ForkTimer.CancelWait, branch);
    }
}
