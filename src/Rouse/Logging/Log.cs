using Microsoft.Extensions.Logging;
using Rouse.Server.Telemetry;

namespace Rouse.Logging;

/// <summary>The log of the program: to standard error, so that what the commands print stays apart.</summary>
sealed class Log : ILoggerProvider
{
    readonly TimeProvider _time;
    readonly ILogFormat _format;
    readonly LineQueue _lines;

    Log(LogOptions options, ILogFormat format, Stream output, TimeProvider time)
    {
        _time = time;
        _format = format;
        Levels = new LogLevels(options);
        _lines = new LineQueue(output, DescribeLoss);
        // What is logged is decided by each logger, so that it can be changed.
        Loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(this));
    }

    public ILoggerFactory Loggers { get; }

    public LogLevels Levels { get; }

    /// <summary>Lines that nobody got.</summary>
    public long Lost => _lines.Lost;

    /// <param name="options"><c>[log]</c></param>
    /// <param name="time">For the time of each line.</param>
    public static Log Open(LogOptions options, TimeProvider time) =>
        Open(options, time, Console.OpenStandardError(), Journal.IsStandardError());

    public static Log Open(LogOptions options, TimeProvider time, Stream output, bool isJournal) =>
        new(options, options.Format == LogFormat.Json ? new JsonFormat() : new TextFormat(isJournal), output, time);

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new LineLogger(this, LogParts.Of(categoryName));

    public void Dispose()
    {
        Loggers.Dispose();
        _lines.Dispose();
    }

    internal void Write(
        LogLevel level, string part, EventId happened, string message, IReadOnlyList<KeyValuePair<string, object?>> fields,
        Exception? failure) =>
        _lines.Add(_format.Write(new LogLine(_time.GetLocalNow(), level, part, happened, message, fields, failure)));

    string DescribeLoss(long lines) =>
        _format.Write(new LogLine(
            _time.GetLocalNow(), LogLevel.Warning, "Log", default, $"{lines} lines of this log were lost: nobody read them in time", [],
            null));
}

/// <summary>The log of one part.</summary>
sealed class LineLogger : ILogger
{
    readonly Log _log;
    readonly string _part;
    volatile int _level;

    public LineLogger(Log log, string part)
    {
        (_log, _part) = (log, part);
        log.Levels.Changed += ReadLevel;
        ReadLevel();
    }

    public bool IsEnabled(LogLevel logLevel) => (int)logLevel >= _level && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var fields = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        _log.Write(logLevel, _part, eventId, formatter(state, exception), fields, exception);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    void ReadLevel() => _level = (int)_log.Levels.Of(_part);
}
