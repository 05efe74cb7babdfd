using Rouse.Protocol.Sip;

namespace Rouse.Server.Timelines;

/// <summary>A timeline as it is remembered: it holds no message, no connection and no token.</summary>
sealed record KeptTimeline
{
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required SipMethod Method { get; init; }

    public required string CallId { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>How many phones were found.</summary>
    public required int Phones { get; init; }

    /// <summary>Steps that were too many to be remembered.</summary>
    public required int Dropped { get; init; }

    /// <summary>With details as <see cref="StepDetail"/> keeps them.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }
}
