namespace Rouse.Server.Timelines;

/// <summary>A timeline that somebody asks for.</summary>
/// <param name="Written">By <see cref="TimelineWriter"/>.</param>
/// <param name="Now">How old one is that is under way; null when it has ended.</param>
readonly record struct TimelineEntry(byte[] Written, TimeSpan? Now)
{
    /// <summary>Whether its end is missing: it was under way when its server stopped.</summary>
    public bool IsCut { get; init; }

    public long Number => TimelineWriter.NumberOf(Written);

    /// <summary>Null if what the disk gave back is no timeline.</summary>
    public TimelineRecord? Read() =>
        TimelineReader.TryRead(Written) is { } kept ? TimelineText.Of(IsCut ? Cut(kept) : kept, Now) : null;

    static KeptTimeline Cut(KeptTimeline kept)
    {
        var last = kept.Steps.Count > 0 ? kept.Steps[^1] : default;
        return kept with { Steps = [.. kept.Steps, new Step(StepKind.Stopped, last.At, 0, 0, StepText.Of(last))] };
    }
}
