namespace Rouse.Server.Diversion;

/// <summary><c>[diversion]</c>: where calls go that nobody takes, such as voicemail.</summary>
public sealed record DiversionOptions
{
    /// <summary>URI that they go to; null: nowhere.</summary>
    public string? To { get; init; }

    /// <summary>Others than <see cref="To"/>, by domain of the called user.</summary>
    public IReadOnlyDictionary<string, string> DomainTo { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// In which cases. All three is the default: whoever names a voicemail wants it where nobody answers (Flexisip's
    /// <c>forwarding-status-codes</c> 408 486 603, and nobody registered).
    /// </summary>
    public IReadOnlyList<DiversionCase> On { get; init; } = [DiversionCase.Busy, DiversionCase.NoAnswer, DiversionCase.Unreachable];

    public string? ToOf(string domain) => DomainTo.GetValueOrDefault(domain, To!);
}

/// <summary>Why nobody took a call; the causes of RFC 4458 §4.</summary>
public enum DiversionCase : byte
{
    /// <summary>A phone is busy, or its user declined: 486, 600, 603.</summary>
    Busy,

    /// <summary>It rang, and nobody answered: 408, 480 after ringing, 487 of the phone.</summary>
    NoAnswer,

    /// <summary>No phone could be reached at all.</summary>
    Unreachable,
}
