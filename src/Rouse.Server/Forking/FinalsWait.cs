using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

/// <summary>The time for which the final response of a device waits for those that were woken.</summary>
sealed class FinalsWait(IForkOwner owner)
{
    bool _isRunning;

    public void Begin()
    {
        if (_isRunning)
            return;
        _isRunning = true;
        owner.Step(StepKind.FinalWaits, detail: ForkPolicy.FinalsWait);
        owner.StartTimer(ForkTimer.FinalsWait, null, ForkPolicy.FinalsWait);
    }

    /// <summary>It begins anew if it begins.</summary>
    public void Stop()
    {
        _isRunning = false;
        owner.StopTimer(ForkTimer.FinalsWait, null);
    }
}
