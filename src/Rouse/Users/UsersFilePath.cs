using Rouse.Server;

namespace Rouse.Users;

/// <summary>Where the users file is.</summary>
static class UsersFilePath
{
    const string UsualName = "users.txt";

    public static string Of(ServerOptions options, string dataFolder) => options.Auth.Users ?? Path.Combine(dataFolder, UsualName);
}
