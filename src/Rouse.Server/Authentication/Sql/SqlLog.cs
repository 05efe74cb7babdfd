using Microsoft.Extensions.Logging;

namespace Rouse.Server.Authentication.Sql;

static partial class SqlLog
{
    [LoggerMessage(
        20, LogLevel.Error,
        "the database of [auth.sql] does not answer: {Why}; users who are remembered still register and call, others get 500")]
    public static partial void IsDown(ILogger log, string why);

    [LoggerMessage(21, LogLevel.Warning, "the database of [auth.sql] answers again, after {Seconds:0.0} s")]
    public static partial void IsBack(ILogger log, double seconds);

    [LoggerMessage(22, LogLevel.Warning, "a query of [auth.sql] failed: {Why}; that user got 500")]
    public static partial void QueryFailed(ILogger log, string why);

    [LoggerMessage(23, LogLevel.Warning, "the database of [auth.sql] has nothing usable for {Account}: {Why}")]
    public static partial void Unusable(ILogger log, string account, string why);
}
