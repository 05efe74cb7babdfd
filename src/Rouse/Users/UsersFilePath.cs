using Rouse.Server;

namespace Rouse.Users;

/// <summary>Where the users file is.</summary>
static class UsersFilePath
{
    const string UsualName = "users.txt";

    /// <summary>Null where accounts come from a database alone: accounts made at a first start before must not serve on.</summary>
    public static string? Of(ServerOptions options, string dataFolder) =>
        options.Auth.Users ?? (options.Auth.Sql is null ? Path.Combine(dataFolder, UsualName) : null);
}
