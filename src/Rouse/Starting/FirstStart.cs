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
sealed record FirstStart(string Realm, string? UsersPath, IReadOnlyList<Account> Accounts, IReadOnlyList<Account> Made)
{
    static readonly string[] FirstUsers = ["alice", "bob"];

    /// <exception cref="RefusedStartException">The users file is missing or wrong.</exception>
    public static FirstStart Prepare(ServerOptions options, DataFolder folder, Surroundings surroundings)
    {
        var realm = folder.Realm(options.Domains.Count > 0 ? options.Domains[0] : surroundings.HostName);
        if (!options.Auth.Enabled || UsersFilePath.Of(options, folder.Path) is not { } path)
            return new FirstStart(realm, null, [], []);
        IReadOnlyList<Account> made = options.Auth.Users is null && !File.Exists(path) ? MakeUsers(path) : [];
        var users = UsersFile.Read(path);
        if (users.Errors.Count > 0)
            throw new RefusedStartException(string.Join(Environment.NewLine, users.Errors));
        return new FirstStart(realm, path, users.Accounts, made);
    }

    /// <summary>What a start would find, without making anything.</summary>
    /// <param name="options">Of the server.</param>
    /// <param name="folder">The data folder, which need not be there.</param>
    /// <param name="surroundings">For the realm.</param>
    /// <param name="faults">Gets what would refuse the start.</param>
    public static FirstStart Preview(ServerOptions options, string folder, Surroundings surroundings, ICollection<string> faults)
    {
        var realm = options.Domains.Count > 0 ? options.Domains[0] : DataFolder.FindRealm(folder) ?? surroundings.HostName;
        if (!options.Auth.Enabled || UsersFilePath.Of(options, folder) is not { } path)
            return new FirstStart(realm, null, [], []);
        if (options.Auth.Users is null && !File.Exists(path))
            return new FirstStart(realm, path, [], [.. FirstUsers.Select(user => new Account(user, null, null, null, null))]);
        var users = UsersFile.Read(path);
        // Those of a configured file are told where it is named.
        if (options.Auth.Users is null)
            users.Errors.ToList().ForEach(faults.Add);
        return new FirstStart(realm, path, users.Accounts, []);
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
}
