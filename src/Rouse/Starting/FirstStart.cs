using System.Text;
using Rouse.Server;
using Rouse.Server.Authentication;
using Rouse.Users;

namespace Rouse.Starting;

/// <summary>What a start finds in the data folder, or makes there: the realm, and two accounts if there is no users file.</summary>
/// <param name="Realm">Of challenges where no domain is configured.</param>
/// <param name="UsersPath">The users file; null without authentication, and where accounts come from a database alone.</param>
/// <param name="Accounts">All of it.</param>
/// <param name="Made">Those of <paramref name="Accounts"/> that this start has made.</param>
/// <param name="Warnings">For the operator, one line each.</param>
sealed record FirstStart(
    string Realm, string? UsersPath, IReadOnlyList<Account> Accounts, IReadOnlyList<Account> Made, IReadOnlyList<string> Warnings)
{
    static readonly string[] FirstUsers = ["alice", "bob"];

    /// <exception cref="RefusedStartException">The users file is missing or wrong.</exception>
    public static FirstStart Prepare(ServerOptions options, DataFolder folder, Surroundings surroundings)
    {
        var realm = folder.Realm(options.Domains.Count > 0 ? options.Domains[0] : surroundings.HostName);
        var warnings = new List<string?> { PrivateFile.FindExposure(folder.SecretPath) };
        if (!options.Auth.Enabled)
            return new FirstStart(realm, null, [], [], [.. warnings.OfType<string>()]);
        if (UsersFilePath.Of(options, folder.Path) is not { } path)
            return new FirstStart(realm, null, [], [], [.. warnings.OfType<string>()]);
        IReadOnlyList<Account> made = options.Auth.Users is null && !File.Exists(path) ? MakeUsers(path) : [];
        var users = UsersFile.Read(path);
        if (users.Errors.Count > 0)
            throw new RefusedStartException(string.Join(Environment.NewLine, users.Errors));
        warnings.Add(PrivateFile.FindExposure(path));
        warnings.Add(users.Accounts.Count == 0 && options.Auth.Sql is null ? $"{path} has no accounts: nobody can register" : null);
        warnings.Add(FindForeign(users.Accounts, options.Domains, path));
        return new FirstStart(realm, path, users.Accounts, made, [.. warnings.OfType<string>()]);
    }

    static List<Account> MakeUsers(string path)
    {
        var accounts = FirstUsers.Select(user => new Account(user, null, Password.Make(), null, null)).ToList();
        var text = new StringBuilder(UsersFileText.Heading);
        foreach (var account in accounts)
            text.Append(UsersFileText.LineOf(account)).Append('\n');
        PrivateFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
        return accounts;
    }

    static string? FindForeign(IReadOnlyList<Account> accounts, IReadOnlyList<string> domains, string path)
    {
        if (domains.Count == 0)
            return null;
        var foreign = string.Join(", ", accounts.Select(account => account.Domain).OfType<string>().Except(domains));
        return foreign.Length == 0 ? null : $"{path} has accounts of domains that are not ours, which serve nothing: {foreign}";
    }
}
