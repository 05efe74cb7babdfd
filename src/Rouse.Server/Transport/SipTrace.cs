using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Transport;

/// <summary>
/// Every message on the wire: in the log at level debug, and to those who watch. Secrets are masked unless the operator wants them.
/// </summary>
sealed class SipTrace(ILogger log, bool showSecrets)
{
    readonly Lock _lock = new();
    volatile ISipWatcher[] _watchers = [];

    public void Received(Flow flow, SipMessage message)
    {
        if (log.IsEnabled(LogLevel.Debug))
            SipTraceLog.Message(log, "received from", flow, Show(message.Bytes.Span));
        foreach (var watcher in _watchers)
            watcher.Seen(message, flow, isReceived: true);
    }

    public void Sent(Flow flow, ReadOnlyMemory<byte> bytes)
    {
        if (log.IsEnabled(LogLevel.Debug))
            SipTraceLog.Message(log, "sent to", flow, Show(bytes.Span));
        var watchers = _watchers;
        if (watchers.Length == 0 || !SipParser.TryParseFramed(bytes, out var message, out _))
            return;
        foreach (var watcher in watchers)
            watcher.Seen(message!, flow, isReceived: false);
    }

    /// <summary>The message as the operator may see it.</summary>
    public string Show(ReadOnlySpan<byte> message) => SecretMask.Show(message, showSecrets);

    /// <summary>From now on <paramref name="watcher"/> sees every message; false when there are <paramref name="most"/> already.</summary>
    public bool Watch(ISipWatcher watcher, int most)
    {
        lock (_lock)
        {
            if (_watchers.Length >= most)
                return false;
            _watchers = [.. _watchers, watcher];
            return true;
        }
    }

    public void Unwatch(ISipWatcher watcher)
    {
        lock (_lock)
            _watchers = Array.FindAll(_watchers, other => other != watcher);
    }
}

/// <summary>Who watches the wire.</summary>
interface ISipWatcher
{
    /// <summary>Called on the thread that handles the message: only look and enqueue.</summary>
    void Seen(SipMessage message, Flow flow, bool isReceived);
}

static partial class SipTraceLog
{
    [LoggerMessage(20, LogLevel.Debug, "{Direction} {Flow}\n{Text}")]
    public static partial void Message(ILogger log, string direction, Flow flow, string text);
}
