namespace Rouse.Server.Timelines;

/// <summary><c>[timelines]</c>: what is remembered of calls and messages, in memory, and of those that woke a phone on the disk.</summary>
public sealed record TimelineOptions
{
    /// <summary>Neither names nor numbers nor addresses of people are remembered.</summary>
    public bool Privacy { get; init; }

    /// <summary>
    /// Ended exchanges that are remembered; own decision: the calls of a working day of some hundred users, so that "why did my phone not
    /// ring this morning" still has its answer in the evening.
    /// </summary>
    public int Exchanges { get; init; } = 10_000;

    /// <summary>
    /// What they may take together. A plain call takes some 300 bytes, one that woke phones 1 kB, so the number is what counts unless
    /// somebody sends much on purpose.
    /// </summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>
    /// How long those that woke a phone are kept on the disk; zero: not at all. Own decision: who did not get a call says so within days,
    /// and whom somebody called need not be known for longer.
    /// </summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What those on the disk may take together; own decision: 200,000 of them.</summary>
    public long MaxKeptBytes { get; init; } = 256L << 20;
}
