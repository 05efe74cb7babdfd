using Microsoft.Extensions.Logging;
using Rouse.Logging;
using Rouse.Server;
using Rouse.Server.Telemetry;

namespace Rouse.Configuration;

/// <summary><c>[log]</c>.</summary>
static class LogKeys
{
    static readonly LogOptions Initial = new();

    static readonly ValueKind<LogLevel> Level = Kinds.Choice([.. LogLevels.Words.Select(word => (word.Key, word.Value))]);

    static readonly ValueKind<LogFormat> Format = Kinds.Choice(("text", LogFormat.Text), ("json", LogFormat.Json));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<LogLevel>(
            "log.level", Level, Level.Write(Initial.Level),
            (options, _, level) => With(options, log => log with { Level = level }),
            "What goes to standard error. `\"debug\"` shows every SIP message, with passwords' digests, tokens, media keys and texts "
            + "masked.")
        {
            IsReloaded = true,
        },
        new ConfigKey<LogFormat>(
            "log.format", Format, Format.Write(Initial.Format),
            (options, _, format) => With(options, log => log with { Format = format }),
            "`\"json\"`: one object a line. Text in the journal of systemd has its priorities and no time."),
        new ConfigKey<LogLevel>(
            "log.levels.*", Level, "that of `level`",
            (options, part, level) => With(options, log => log with { Levels = Add(log.Levels, part, level) }),
            $"The level of one part, by its name in the log: {string.Join(", ", LogParts.All)}.")
        {
            CheckName = CheckPart,
            IsReloaded = true,
        },
    ];

    static Dictionary<string, LogLevel> Add(IReadOnlyDictionary<string, LogLevel> levels, string part, LogLevel level) =>
        new(levels) { [LogParts.Find(part)!] = level };

    static string? CheckPart(string part) =>
        LogParts.Find(part) is not null ? null
        : Nearest.Find(part, LogParts.All) is { } near ? $"'{part}' is no part of the log; did you mean '{near}'?"
        : $"'{part}' is no part of the log; it has {string.Join(", ", LogParts.All)}";

    static ServerOptions With(ServerOptions options, Func<LogOptions, LogOptions> change) => options with { Log = change(options.Log) };
}
