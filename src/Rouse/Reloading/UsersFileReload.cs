using Rouse.Server;
using Rouse.Server.Authentication;

namespace Rouse.Reloading;

/// <summary>The accounts of the users file.</summary>
/// <param name="path">The file; which one it is does not change.</param>
/// <param name="accounts">Those in effect.</param>
/// <param name="started">What was read at the start.</param>
sealed class UsersFileReload(string path, AccountStore accounts, IReadOnlyList<Account> started) : IReloadable
{
    IReadOnlyList<Account> _told = started;

    // Commands that change it tell the server themselves.
    public IReadOnlyList<string> FilesOf(ServerOptions options) => [];

    public ReloadStep? Prepare(ServerOptions options, ICollection<string> faults)
    {
        var users = UsersFile.Read(path);
        foreach (var error in users.Errors)
            faults.Add(error);
        if (users.Errors.Count > 0)
            return null;
        var count = $"{path}, {users.Accounts.Count} {(users.Accounts.Count == 1 ? "account" : "accounts")}";
        // Taken also where it looks known: a command may have changed the accounts meanwhile.
        return new ReloadStep(users.Accounts.SequenceEqual(_told) ? [] : [count], () =>
        {
            accounts.Replace(users.Accounts);
            _told = users.Accounts;
        });
    }
}
