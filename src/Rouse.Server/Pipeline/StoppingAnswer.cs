using Rouse.Protocol.Sip;

namespace Rouse.Server.Pipeline;

/// <summary>
/// What calls and messages hear of a server that stops (RFC 3261 §21.5.4): another server may take them, or this one soon.
/// </summary>
static class StoppingAnswer
{
    public const int Status = 503;

    public const string Phrase = "Server Is Stopping";

    /// <summary>Seconds; own decision: a restart takes one or two.</summary>
    static readonly byte[] RetryAfter = "5"u8.ToArray();

    public static IReadOnlyList<HeaderLine> Headers { get; } = [new(HeaderName.RetryAfter, RetryAfter)];
}
