using Rouse.Rendering;
using Rouse.Server.Authentication;
using Rouse.Starting;

namespace Rouse.Users;

/// <summary>Who is in the users file, without what proves them.</summary>
sealed record UserList(string Path, IReadOnlyList<UserEntry> Users)
{
    /// <exception cref="RefusedStartException">The file is not there, or wrong.</exception>
    public static UserList Read(string path)
    {
        var file = UsersFile.Read(path);
        return file.Errors.Count == 0
            ? new UserList(System.IO.Path.GetFullPath(path), [.. file.Accounts.Select(UserEntry.Of)])
            : throw new RefusedStartException(string.Join('\n', file.Errors));
    }

    public TextTable Table()
    {
        var table = new TextTable();
        foreach (var user in Users)
            table.Add(Printable.Of(user.Domain is null ? user.User : $"{user.User}@{user.Domain}"), string.Join(", ", user.Password));
        return table;
    }
}

/// <param name="User">User part of the address of record.</param>
/// <param name="Domain">Null: every domain of the server.</param>
/// <param name="Password">How it is kept: <c>clear text</c>, <c>MD5</c>, <c>SHA-256</c>.</param>
sealed record UserEntry(string User, string? Domain, IReadOnlyList<string> Password)
{
    public static UserEntry Of(Account account)
    {
        (string Form, string? Secret)[] forms =
            [("clear text", account.ClearText), ("MD5", account.Md5Ha1), ("SHA-256", account.Sha256Ha1)];
        return new UserEntry(account.User, account.Domain, [.. forms.Where(form => form.Secret is not null).Select(form => form.Form)]);
    }
}
