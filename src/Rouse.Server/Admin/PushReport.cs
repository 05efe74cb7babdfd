using Rouse.Push;

namespace Rouse.Server.Admin;

/// <summary>What became of one test push to each phone of a user.</summary>
sealed record PushReport(string Aor, IReadOnlyList<PushAttempt> Phones);

/// <summary>One test push.</summary>
sealed record PushAttempt
{
    /// <summary>The phone as it was before.</summary>
    public required BindingReport Phone { get; init; }

    /// <summary>The provider's answer; null when no push was sent.</summary>
    public PushOutcome? Outcome { get; init; }

    /// <summary>What was sent where, or why nothing was, and what the answer means.</summary>
    public required string Text { get; init; }

    /// <summary>How long after the push the phone registered; null: not while it was waited for. Filled in by who waits.</summary>
    public long? RegisteredAfterMilliseconds { get; init; }

    /// <summary>Whether the provider took it, so that the phone may come.</summary>
    public bool IsAccepted => Outcome is { Verdict: PushVerdict.Accepted };
}
