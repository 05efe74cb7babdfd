using Microsoft.Extensions.Logging;

namespace Rouse.Server.Transport;

/// <summary>What becomes of the files of <c>[tls]</c> while the server runs.</summary>
static partial class TlsLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "[tls] {What} has changed; new connections get it")]
    public static partial void Taken(ILogger log, string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "[tls] {Fault}; what was read before serves on")]
    public static partial void NotTaken(ILogger log, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "[tls] certificate {File} of {Names} ends in {Days} days, on {End:yyyy-MM-dd}; then no phone connects over TLS")]
    public static partial void Ends(ILogger log, string file, string names, int days, DateTimeOffset end);

    [LoggerMessage(Level = LogLevel.Error, Message =
        "[tls] certificate {File} of {Names} has ended on {End:yyyy-MM-dd}: phones refuse it; put a new one in its place")]
    public static partial void Ended(ILogger log, string file, string names, DateTimeOffset end);
}
