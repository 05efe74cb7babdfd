using Microsoft.Extensions.Logging;

namespace Rouse.Server.Resolution;

static partial class ResolutionLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Question}: {Reason}")]
    public static partial void Failed(ILogger log, DnsQuestion question, string reason);
}
