namespace Rouse.Server.Exchanges;

/// <summary>When an exchange has nothing left to do but to absorb and to repeat, and what becomes of its transactions then.</summary>
static class ExchangeRest
{
    /// <param name="caller">Its server transaction.</param>
    /// <param name="branches">Its client transactions.</param>
    /// <param name="mayShrink">Whether nobody needs it as it is while it lingers.</param>
    public static bool IsReached(CallerTransaction? caller, List<BranchTransaction> branches, bool mayShrink) =>
        caller is not { IsAtRest: false } && branches.TrueForAll(static branch => branch.IsAtRest)
        && (mayShrink || !Lingers(caller, branches));

    /// <summary>The exchange stays: its timers end it.</summary>
    public static void StartLastTimers(CallerTransaction? caller, List<BranchTransaction> branches)
    {
        caller?.StartLastTimer();
        branches.ForEach(static branch => branch.StartLastTimer());
    }

    /// <summary>The exchange goes: what remains of it needs no timer.</summary>
    public static void LetGo(CallerTransaction? caller, List<BranchTransaction> branches)
    {
        caller?.LetGo();
        branches.ForEach(static branch => branch.LetGo());
    }

    static bool Lingers(CallerTransaction? caller, List<BranchTransaction> branches) =>
        caller is { LingersUntil: > 0 } || branches.Exists(static branch => branch.AllLingerUntil > 0);
}
