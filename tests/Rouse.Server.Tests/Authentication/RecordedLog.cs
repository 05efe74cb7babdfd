using Microsoft.Extensions.Logging;

namespace Rouse.Server.Tests.Authentication;

/// <summary>The lines that an operator sees.</summary>
sealed class RecordedLog : ILogger
{
    readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add(formatter(state, exception));
}
