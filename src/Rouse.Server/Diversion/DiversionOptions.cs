namespace Rouse.Server.Diversion;

/// <summary><c>[diversion]</c>: where calls go that nobody takes, such as voicemail.</summary>
public sealed record DiversionOptions
{
    /// <summary>SIP URI of one of our users, or of another server, to whom they go; null: to nobody.</summary>
    public string? To { get; init; }

    /// <summary>Others than <see cref="To"/>, by domain of the called user.</summary>
    public IReadOnlyDictionary<string, string> DomainTo { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// In which cases. All three is the default: whoever names a voicemail wants it where nobody answers (as Flexisip's
    /// <c>forwarding-status-codes</c> 408 486 603, and where nobody is registered).
    /// </summary>
    public IReadOnlyList<DiversionCase> On { get; init; } = [DiversionCase.Busy, DiversionCase.NoAnswer, DiversionCase.Unreachable];

    /// <summary>
    /// How long phones ring first. Own decision: six rings; a phone that was woken has come long before, and callers hang up later.
    /// </summary>
    public TimeSpan RingTime { get; init; } = TimeSpan.FromSeconds(30);

    public bool IsToNobody => To == null && DomainTo.Count == 0;

    public string? ToOf(string domain) => DomainTo.TryGetValue(domain, out var to) ? to : To;
}

/// <summary>Why nobody took a call.</summary>
public enum DiversionCase : byte
{
    /// <summary>A phone is busy, or its user declined.</summary>
    Busy,

    /// <summary>Phones rang, and nobody answered.</summary>
    NoAnswer,

    /// <summary>No phone could be reached at all.</summary>
    Unreachable,
}
