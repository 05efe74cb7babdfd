namespace Rouse.Server.Timelines;

/// <summary>An exchange as an operator reads it: what <c>rouse call</c> shows and <c>--json</c> prints.</summary>
sealed record TimelineRecord
{
    /// <summary>Name of the exchange: 12 hexadecimal digits, unique in this process.</summary>
    public required string Id { get; init; }

    public required string CallId { get; init; }

    /// <summary>When the request came.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>INVITE, MESSAGE …</summary>
    public required string Method { get; init; }

    /// <summary>URI of the sender; empty under <c>[timelines] privacy</c>.</summary>
    public required string From { get; init; }

    /// <summary>URI that was called; empty under <c>[timelines] privacy</c>.</summary>
    public required string To { get; init; }

    /// <summary>Of the final response; 0 while there is none.</summary>
    public required int Status { get; init; }

    /// <summary>From the request to the final response; to now while there is none.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>Whether nothing more can happen.</summary>
    public required bool IsOver { get; init; }

    /// <summary>Whether a push was sent.</summary>
    public required bool WasPushed { get; init; }

    /// <summary>What it came to, in plain words: the fact.</summary>
    public required string Verdict { get; init; }

    /// <summary>What often causes it; null where the fact says all.</summary>
    public string? Hint { get; init; }

    /// <summary>Each phone's description, in the order of their numbers.</summary>
    public required IReadOnlyList<string> Phones { get; init; }

    public required IReadOnlyList<TimelineStep> Steps { get; init; }
}

/// <param name="Milliseconds">Since the request came.</param>
/// <param name="Kind">A <see cref="StepKind"/>, in lower case with underscores.</param>
/// <param name="Phone">Number of the phone, 0 for none.</param>
/// <param name="Text">In words.</param>
sealed record TimelineStep(long Milliseconds, string Kind, int Phone, string Text);

/// <summary>The exchanges that are under way or not forgotten yet.</summary>
interface ITimelines
{
    /// <summary>Newest first, those under way among them; without their steps.</summary>
    IReadOnlyList<TimelineRecord> Recent(int count);

    /// <summary>Whose <see cref="TimelineRecord.Id"/> or Call-ID begins so, newest first, with their steps.</summary>
    IReadOnlyList<TimelineRecord> Find(string prefix);
}
