namespace Rouse.Server.Forking;

/// <summary>Whether the contacts of a 3xx are called, or told to the caller (RFC 3261 §16.7 step 4).</summary>
public enum RedirectPolicy : byte
{
    /// <summary>The caller gets the 3xx.</summary>
    Pass,

    /// <summary>Users of ours that it names are called in place of the phone that named them.</summary>
    Follow,
}

/// <summary>Whom a 6xx of one phone speaks for.</summary>
public enum DeclinePolicy : byte
{
    /// <summary>The user: nobody rings any more (RFC 3261 §16.7 step 5).</summary>
    All,

    /// <summary>That phone alone: the others ring on.</summary>
    One,
}

/// <summary><c>[forking]</c>: in which order the phones of a user are called, and how long which answer waits for others.</summary>
public sealed record ForkingOptions
{
    /// <summary>
    /// How long phones of one preference (q, RFC 3261 §20.10) are called alone; then those of the next are, too. 10 s as Flexisip's
    /// <c>call-fork-current-branches-timeout</c>: a phone rings twice or three times.
    /// </summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an answer that only the caller can mend waits for phones that neither ring nor are being woken. 5 s as Flexisip's
    /// <c>call-fork-urgent-timeout</c>.
    /// </summary>
    public TimeSpan UrgentWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Off, because the one who is called elsewhere has not asked for it, and the caller may not want it.</summary>
    public RedirectPolicy Redirects { get; init; }

    /// <summary>As RFC 3261 has it.</summary>
    public DeclinePolicy Decline { get; init; }
}
