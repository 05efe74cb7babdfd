using Microsoft.Extensions.Logging;
using Rouse.Server.Telemetry;

namespace Rouse.Logging;

/// <summary>Which part logs what; can be changed while the server runs.</summary>
sealed class LogLevels(LogOptions options)
{
    volatile LogOptions _options = options;

    /// <summary>The levels by what they are called.</summary>
    public static IReadOnlyDictionary<string, LogLevel> Words { get; } = new Dictionary<string, LogLevel>
    {
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["warn"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    public static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    public LogLevel Of(string part) => _options is var now && now.Levels.TryGetValue(part, out var level) ? level : now.Level;

    public void Change(LogOptions options)
    {
        _options = options;
        Changed?.Invoke();
    }

    /// <summary>After a change; loggers remember their level.</summary>
    public event Action? Changed;
}
