namespace Rouse.Server.Admin;

/// <summary>One message of a live trace, or how many could not be shown before it.</summary>
sealed record TraceLine
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Messages that the reader was too slow for; then there is nothing else.</summary>
    public int? Lost { get; init; }

    /// <summary><c>received</c> or <c>sent</c>.</summary>
    public string? Direction { get; init; }

    public string? Transport { get; init; }

    /// <summary>Our address and port.</summary>
    public string? Local { get; init; }

    public string? Remote { get; init; }

    public string? CallId { get; init; }

    /// <summary>The message, without its secrets.</summary>
    public string? Text { get; init; }
}
