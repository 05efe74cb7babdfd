namespace Rouse.Server.Timelines;

/// <summary>What an exchange came to. The rules are the tables below it, one for each kind of ending.</summary>
/// <param name="Fact">What is known for sure, in a sentence.</param>
/// <param name="Hint">What often causes it; null where the fact says all.</param>
readonly record struct Finding(string Fact, string? Hint = null)
{
    public static Finding Of(ExchangeFacts exchange) => exchange switch
    {
        { HasFailed: true } => new("An internal error ended it.", "The log has the error beside this Call-ID."),
        { Final: 0, Stopped: { } last } => new(
            $"The server stopped before it was over; last of all: {last}.",
            "Its sender must try again; phones stay registered over a restart."),
        { Final: 0, IsOver: false } => UnderWayFinding.Of(exchange),
        { Final: 0 } => new("It ended without a final response: its sender had waited long enough."),
        { Server: { } server, Phones.Count: 0 } => OnwardFinding.Of(exchange, server),
        { Final: < 300, Decider: { } phone } => AnswerFinding.Taken(exchange, phone),
        { CancelledAt: { } at, Final: 487 } => CancelFinding.Of(exchange, at),
        { Decider: { } phone } => AnswerFinding.Refused(exchange, phone),
        { Nearest: { } phone } => UnreachedFinding.Of(exchange, phone),
        _ => RefusedFinding.Of(exchange),
    };

    /// <summary>With a capital letter and a full stop.</summary>
    public static string Sentence(string words) => $"{char.ToUpperInvariant(words[0])}{words.AsSpan(1)}.";
}
