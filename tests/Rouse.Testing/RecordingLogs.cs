using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Rouse.Testing;

/// <summary>Keeps every log line; a test fails on an error that it did not expect.</summary>
sealed class RecordingLogs : ILoggerFactory, ILogger
{
    readonly List<(LogLevel Level, string Text)> _lines = [];

    public IReadOnlyList<string> Errors => [.. _lines.Where(l => l.Level >= LogLevel.Error).Select(l => l.Text)];

    public IReadOnlyList<string> Lines => [.. _lines.Select(l => $"{l.Level}: {l.Text}")];

    /// <summary>Takes the expected errors out.</summary>
    public void ExpectError(string part)
    {
        var found = _lines.FindIndex(l => l.Level >= LogLevel.Error && l.Text.Contains(part, StringComparison.Ordinal));
        if (found < 0)
            throw new WireException($"no logged error contains '{part}':\n{string.Join('\n', Lines)}");
        _lines.RemoveAt(found);
    }

    // What is on the wire the phones of the test see anyway.
    public ILogger CreateLogger(string categoryName) => categoryName == "Sip" ? NullLogger.Instance : this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
            _lines.Add((logLevel, formatter(state, exception) + (exception == null ? "" : "\n" + exception)));
    }
}
