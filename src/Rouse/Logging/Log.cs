using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Rouse.Logging;

/// <summary>The log of the program: to standard error, so that what the commands print stays apart.</summary>
static class Log
{
    public const string DefaultLevel = "info";

    public static string[] Levels { get; } = ["debug", "info", "warn", "error"];

    /// <param name="level">One of <see cref="Levels"/>.</param>
    /// <param name="time">For the time of each line.</param>
    public static ILoggerFactory Open(string level, TimeProvider time) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(LevelOf(level));
        builder.Services.AddSingleton(time);
        builder.AddConsole(console =>
        {
            console.FormatterName = LineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        builder.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
    });

    static LogLevel LevelOf(string level) => level switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
