using Microsoft.Extensions.Logging;

namespace Rouse.Logging;

/// <summary>One event of the log.</summary>
/// <param name="At">When, in the reader's time zone.</param>
/// <param name="Level">How grave.</param>
/// <param name="Part">One of <see cref="LogParts"/>.</param>
/// <param name="Event">Its number and name.</param>
/// <param name="Message">What happened, in words; may hold anything that strangers send.</param>
/// <param name="Fields">What the words were made of.</param>
/// <param name="Failure">The exception, if there was one.</param>
readonly record struct LogLine(
    DateTimeOffset At, LogLevel Level, string Part, EventId Event, string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Fields, Exception? Failure);

/// <summary>How lines are written.</summary>
interface ILogFormat
{
    /// <summary>With the end of line.</summary>
    string Write(in LogLine line);
}
