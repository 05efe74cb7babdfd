namespace Rouse.Server.Forking;

/// <summary>What kind of request is forked; it decides what is held and how long.</summary>
enum ForkKind : byte
{
    /// <summary>INVITE: rings, is held for sleepers, can be cancelled.</summary>
    Call,

    /// <summary>MESSAGE: held for sleepers within the life of a non-INVITE transaction.</summary>
    Message,

    /// <summary>Everything else: whoever has a flow gets it, nobody is waited for.</summary>
    Basic,
}

/// <summary>How long a fork waits for what.</summary>
readonly record struct ForkPolicy
{
    public required ForkKind Kind { get; init; }

    /// <summary>What is left of it when the fork begins; nobody is waited for in a <see cref="ForkKind.Basic"/> one.</summary>
    public required TimeSpan Window { get; init; }

    public required Breadth Breadth { get; init; }

    public required ForkingOptions Options { get; init; }

    /// <summary>
    /// How long finals wait for wake-ups after the last device that had a flow failed; 30 s is what a caller bears to hear nothing.
    /// </summary>
    public static readonly TimeSpan FinalsWait = TimeSpan.FromSeconds(30);

    /// <summary>How long a 482 or 486 of a device's newer branch waits for a sign that the older one is dead.</summary>
    public static readonly TimeSpan DuplicateWait = TimeSpan.FromSeconds(1);

    /// <summary>RFC 3261 §16.6 step 11: more than three minutes.</summary>
    public static readonly TimeSpan TimerC = TimeSpan.FromSeconds(181);

    /// <summary>
    /// How long a server may be silent before its next place is tried; own decision: over UDP four sendings (0, 0.5, 1.5 and 3.5 s,
    /// RFC 3261 §17.1.1.2), and less than what a caller takes for a dead line.
    /// </summary>
    public static readonly TimeSpan NextPlaceWait = TimeSpan.FromSeconds(4);

    /// <summary>Branches of one exchange: 12 contacts that all come back several times.</summary>
    public const int MaxBranches = 64;
}
