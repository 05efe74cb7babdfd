using Microsoft.Extensions.Logging;

namespace Rouse.Server.Transport;

/// <summary>Every message on the wire, in the log at level debug; secrets are masked unless the operator wants them.</summary>
sealed class SipTrace(ILogger log, bool showSecrets)
{
    public void Received(Flow flow, ReadOnlySpan<byte> message) => Write("received from", flow, message);

    public void Sent(Flow flow, ReadOnlySpan<byte> message) => Write("sent to", flow, message);

    void Write(string direction, Flow flow, ReadOnlySpan<byte> message)
    {
        if (log.IsEnabled(LogLevel.Debug))
            SipTraceLog.Message(log, direction, flow, SecretMask.Show(message, showSecrets));
    }
}

static partial class SipTraceLog
{
    [LoggerMessage(20, LogLevel.Debug, "{Direction} {Flow}\n{Text}")]
    public static partial void Message(ILogger log, string direction, Flow flow, string text);
}
