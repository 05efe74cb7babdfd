using System.Net;
using Microsoft.Extensions.Logging;

namespace Rouse.Admin;

static partial class AdminLog
{
    [LoggerMessage(
        60, LogLevel.Warning,
        "{Path} is too long for a socket: commands such as 'rouse calls' cannot reach this server; "
        + "give it a data folder with a shorter path, or set [admin] listen and token")]
    public static partial void PathTooLong(ILogger log, string path);

    [LoggerMessage(
        61, LogLevel.Warning,
        "[admin] listens on {Address} without TLS: whoever can watch the network reads the token and who calls whom")]
    public static partial void PlainHttp(ILogger log, EndPoint address);

    [LoggerMessage(62, LogLevel.Error, "the answer to {Path} failed")]
    public static partial void Failed(ILogger log, Exception failure, string path);
}
