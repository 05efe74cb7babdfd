namespace Rouse.Soak.Crash;

/// <summary>What a phone does next: the mix of the soak.</summary>
static class RegisterChoice
{
    /// <param name="line">Who; all that it may have bound has one contact.</param>
    /// <param name="random">Where the choice comes from.</param>
    public static RegisterKind Next(Line line, Random random)
    {
        var choice = random.Next(100);
        if (!line.Latest.IsBound)
            return choice < 90 ? RegisterKind.Bind : choice < 95 ? RegisterKind.Remove : RegisterKind.RemoveAll;
        // Which token is bound may be unknown; then only what replaces it says what is bound afterwards.
        var refreshes = line.Possible.Count == 1 || line.Pending.Count > 0;
        return choice switch
        {
            < 25 when refreshes => RegisterKind.Refresh,
            < 45 => RegisterKind.NewToken,
            < 60 when refreshes => RegisterKind.NewContact,
            < 65 => RegisterKind.NewBoth,
            < 70 => RegisterKind.LoseToken,
            < 95 => RegisterKind.Remove,
            _ => RegisterKind.RemoveAll,
        };
    }

    /// <summary>What is bound for the phone afterwards.</summary>
    public static ContactState After(RegisterKind kind, Line line, Random random)
    {
        var now = line.Latest;
        return kind switch
        {
            RegisterKind.Bind => new(line.NewVersion(), random.Next(5) == 0 ? 0 : line.NewVersion()),
            RegisterKind.NewToken => now with { Token = line.NewVersion() },
            RegisterKind.NewContact => now with { Contact = line.NewVersion() },
            RegisterKind.NewBoth => new(line.NewVersion(), line.NewVersion()),
            RegisterKind.LoseToken => now with { Token = 0 },
            RegisterKind.Remove or RegisterKind.RemoveAll => ContactState.None,
            _ => now,
        };
    }
}
