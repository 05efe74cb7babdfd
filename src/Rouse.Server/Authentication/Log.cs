using System.Net;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;

namespace Rouse.Server.Authentication;

static partial class Log
{
    // Longer names are not of this world and would only fill the log.
    const int LongestUser = 64;

    /// <summary>One line per failed login; who fails too often gets one of the guard's, for those who ban by log.</summary>
    public static void LoginFailed(ILogger log, AddressOfRecord aor, IPAddress source, string why) =>
        WriteLoginFailed(log, Name(aor), source, why);

    public static void NoPassword(ILogger log, AddressOfRecord aor, DigestAlgorithm algorithm) =>
        WriteNoPassword(log, Name(aor), DigestAlgorithms.Name(algorithm));

    // Escaped, so that a name can forge neither a line nor an address in it.
    static string Name(AddressOfRecord aor)
    {
        var user = aor.User.Length > LongestUser ? aor.User[..LongestUser] : aor.User;
        return $"{Uri.EscapeDataString(user)}@{aor.Domain}";
    }

    [LoggerMessage(1, LogLevel.Information, "login failed for {User} from {Source}: {Why}")]
    static partial void WriteLoginFailed(ILogger log, string user, IPAddress source, string why);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "account {User} cannot log in: it has no {Algorithm} hash and no clear text; store one, or offer what it has in [auth] algorithms")]
    static partial void WriteNoPassword(ILogger log, string user, string algorithm);
}
