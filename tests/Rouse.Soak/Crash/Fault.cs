namespace Rouse.Soak.Crash;

/// <summary>A promise that was broken.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Aor">At whose address.</param>
/// <param name="Line">Of which phone; null: of several.</param>
/// <param name="What">In words.</param>
sealed record Fault(FaultKind Kind, Aor Aor, Line? Line, string What)
{
    public override string ToString() => $"{Kind}: {What}\n{string.Join('\n', Aor.HistoryOf(Line))}";
}

enum FaultKind : byte
{
    /// <summary>What was acknowledged is not there.</summary>
    Lost,

    /// <summary>What was acknowledged as removed is there, or was pushed.</summary>
    Resurrected,

    /// <summary>Something else is there, or half of it.</summary>
    Wrong,

    /// <summary>A phone that must be pushed was not, or more than once.</summary>
    Push,
}
