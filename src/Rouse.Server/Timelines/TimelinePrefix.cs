namespace Rouse.Server.Timelines;

/// <summary>The beginning of an id or of a Call-ID, as an operator types it.</summary>
readonly record struct TimelinePrefix
{
    readonly string _id;
    readonly string _callId;

    /// <param name="text">What was typed.</param>
    /// <param name="privacy">Whether Call-IDs are kept without what stands behind their @.</param>
    public TimelinePrefix(string text, bool privacy)
    {
        _id = text;
        var callId = privacy && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? text[..at] : text;
        _callId = ShownText.Escaped(callId.Length > TimelineWriter.MaxTextBytes ? callId[..TimelineWriter.MaxTextBytes] : callId);
    }

    /// <param name="number">Of a timeline.</param>
    /// <param name="callId">As it is kept, fit for a terminal.</param>
    public bool Fits(long number, string callId) =>
        TimelineId.Of(number).StartsWith(_id, StringComparison.OrdinalIgnoreCase) || callId.StartsWith(_callId, StringComparison.Ordinal);
}
