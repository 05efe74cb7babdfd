using Microsoft.Extensions.Logging;
using Rouse.Server.Transport;

namespace Rouse.Server.Guard;

static partial class Log
{
    // packaging/fail2ban/rouse.conf reads this line: a test compares.
    [LoggerMessage(90, LogLevel.Warning, "banned {Source} for {Seconds} s: {Reason}")]
    public static partial void Banned(ILogger log, Source source, long seconds, string reason);

    // Not for fail2ban: behind the same address others may be well-behaved.
    [LoggerMessage(91, LogLevel.Warning, "ignores port {Sender} for {Seconds} s: {Reason}")]
    public static partial void PortBanned(ILogger log, Sender sender, long seconds, string reason);

    [LoggerMessage(92, LogLevel.Warning, "ignores {Count} more ports")]
    public static partial void MorePortsBanned(ILogger log, long count);
}
