using Rouse.Server.Timelines;

namespace Rouse.Server.Forking;

static class BranchFailures
{
    /// <summary>As the timeline tells it.</summary>
    public static string Words(this BranchFailure failure) => failure switch
    {
        BranchFailure.Transport => LossWords.Connection,
        BranchFailure.NoResponse => LossWords.Silence,
        _ => LossWords.TooLarge,
    };
}
