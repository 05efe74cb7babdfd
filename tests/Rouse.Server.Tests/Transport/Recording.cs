using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

/// <summary>Takes what a transport hands over, after doing what the test asks for.</summary>
sealed class RecordingSink(Action<SipMessage, Flow>? then = null) : IMessageSink
{
    readonly Channel<(SipMessage Message, Flow Flow)> _received = Channel.CreateUnbounded<(SipMessage, Flow)>();

    public int Waiting => _received.Reader.Count;

    public void Received(SipMessage message, Flow flow)
    {
        then?.Invoke(message, flow);
        _received.Writer.TryWrite((message, flow));
    }

    public async Task<(SipMessage Message, Flow Flow)> NextAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);
}

/// <summary>A sink that answers every request with a marked response, on the spot.</summary>
static class Answering
{
    public static RecordingSink Sink() => new((message, flow) => flow.Send(Wire.Answer(message)));
}

sealed class RecordingWatcher : IFlowWatcher
{
    readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _told;

    public int Told => Volatile.Read(ref _told);

    public Task Closed => _closed.Task.WaitAsync(Patience.Limit);

    public void FlowClosed(Flow flow)
    {
        Interlocked.Increment(ref _told);
        _closed.TrySetResult();
    }
}

sealed class RecordingLoggers : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

    public int Count(LogLevel level) => Lines.Count(line => line.Level == level);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }
}

/// <summary>How long a test waits for what should come within milliseconds.</summary>
static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task Until(Func<bool> condition)
    {
        var end = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (!condition())
        {
            if (Environment.TickCount64 > end)
                throw new TimeoutException();
            await Task.Yield();
        }
    }
}
