using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Timelines;

namespace Rouse.Server.Exchanges;

static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "call {CallId}: {Event} failed")]
    public static partial void Failed(ILogger log, Exception failure, string callId, string @event);

    [LoggerMessage(2, LogLevel.Debug, "call {CallId}: {Method} {Text}")]
    public static partial void Step(ILogger log, string callId, SipMethod method, string text);

    [LoggerMessage(3, LogLevel.Debug, "from {Source}: dropped: {Why}")]
    public static partial void Dropped(ILogger log, string source, string why);

    public static void Woken(ILogger log, TimelineRecord record)
    {
        var finding = record.Hint == null ? record.Verdict : $"{record.Verdict} {record.Hint}";
        Woken(log, record.CallId, record.Id, record.Method, record.Status, finding);
    }

    [LoggerMessage(4, LogLevel.Information, "call {CallId} ({Id}): {Method} {Status}: {Finding}")]
    static partial void Woken(ILogger log, string callId, string id, string method, int status, string finding);
}
