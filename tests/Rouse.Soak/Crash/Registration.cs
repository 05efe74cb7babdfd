namespace Rouse.Soak.Crash;

/// <summary>A REGISTER that was sent.</summary>
/// <param name="Number">In its Via branch.</param>
/// <param name="Line">Who sent it.</param>
/// <param name="Kind">Why.</param>
/// <param name="Before">What was bound, as far as the phone knows.</param>
/// <param name="After">What is bound for that phone once it is applied.</param>
sealed record Registration(long Number, Line Line, RegisterKind Kind, ContactState Before, ContactState After)
{
    /// <summary>The answer to a challenge; null before one.</summary>
    public string? Credentials { get; init; }

    public required int CSeq { get; init; }

    public override string ToString() =>
        $"#{Number} line {Line.Number} {Line.Path.Transport} {Kind} CSeq {CSeq}: {Before} -> {After}";
}

enum RegisterKind : byte
{
    Bind,
    Refresh,
    NewToken,
    NewContact,
    NewBoth,
    LoseToken,
    Remove,

    /// <summary><c>Contact: *</c>: all phones of the address.</summary>
    RemoveAll,
}
