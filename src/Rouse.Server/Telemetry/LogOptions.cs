using Microsoft.Extensions.Logging;

namespace Rouse.Server.Telemetry;

/// <summary><c>[log]</c>: what goes to standard error.</summary>
public sealed record LogOptions
{
    /// <summary>Of every part that has no level of its own. Information: what an operator wants to know later; own decision.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>Of single parts, by their names in the log.</summary>
    public IReadOnlyDictionary<string, LogLevel> Levels { get; init; } = new Dictionary<string, LogLevel>();

    public LogFormat Format { get; init; }
}

/// <summary>How a line of the log looks.</summary>
public enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}
