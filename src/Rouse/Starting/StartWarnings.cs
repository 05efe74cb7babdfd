using System.Globalization;
using Rouse.Configuration;
using Rouse.Server;
using Rouse.Server.Authentication;
using Rouse.Users;

namespace Rouse.Starting;

/// <summary>What is allowed, but hardly meant. Looks only.</summary>
static class StartWarnings
{
    /// <summary>Below it a port needs a privilege, unless the system says otherwise.</summary>
    const int UsualFirstFreePort = 1024;

    const string FirstFreePortPath = "/proc/sys/net/ipv4/ip_unprivileged_port_start";

    /// <summary>A line for each.</summary>
    /// <param name="options">In effect, or to be.</param>
    /// <param name="settings">Whence they come.</param>
    public static IReadOnlyList<string> Of(ServerOptions options, IReadOnlyList<Setting> settings)
    {
        var folder = Path.GetFullPath(options.Data);
        var users = UsersFilePath.Of(options, folder);
        var hasFile = options.Auth.Enabled && users is not null && File.Exists(users);
        return
        [
            .. Exposure.Find(options, folder, settings),
            .. hasFile ? OfAccounts(UsersFile.Read(users!).Accounts, options, users!) : [],
        ];
    }

    /// <summary>Where this user probably may not listen; a service may have the right.</summary>
    public static IReadOnlyList<string> OfPorts(ServerOptions options)
    {
        var first = OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess ? 0 : FirstFreePort();
        return
        [
            .. from listener in options.Listen
               where listener.Port > 0 && listener.Port < first
               select $"{listener}: a port below {first} is for root, or for a service with CAP_NET_BIND_SERVICE",
        ];
    }

    static IEnumerable<string> OfAccounts(IReadOnlyList<Account> accounts, ServerOptions options, string path)
    {
        if (accounts.Count == 0 && options.Auth.Sql is null)
            yield return $"{path} has no accounts: nobody can register";
        var foreign = options.Domains.Count == 0 ? [] : accounts.Select(account => account.Domain).OfType<string>().Except(options.Domains);
        if (string.Join(", ", foreign) is { Length: > 0 } names)
            yield return $"{path} has accounts of domains that are not ours, which serve nothing: {names}";
    }

    static int FirstFreePort()
    {
        try
        {
            return int.Parse(File.ReadAllText(FirstFreePortPath), CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return UsualFirstFreePort;
        }
    }
}
