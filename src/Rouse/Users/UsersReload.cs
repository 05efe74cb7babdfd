using Microsoft.Extensions.Logging;
using Rouse.Server.Authentication;
using Rouse.Starting;

namespace Rouse.Users;

/// <summary>Reads the users file anew while the server runs; a file that is wrong changes nothing.</summary>
sealed class UsersReload(string path, AccountStore accounts, ILogger log)
{
    readonly Lock _lock = new();
    FileStamp _stamp = FileStamp.Of(path);

    public string Path => path;

    /// <summary>The state of the file that was read last.</summary>
    public FileStamp Stamp
    {
        get
        {
            lock (_lock)
                return _stamp;
        }
    }

    public UsersReport Run()
    {
        lock (_lock)
        {
            // Before it is read: what changes meanwhile is another state.
            _stamp = FileStamp.Of(path);
            var users = UsersFile.Read(path);
            if (users.Errors.Count == 0)
            {
                accounts.Replace(users.Accounts);
                UsersLog.Read(log, path, users.Accounts.Count);
            }
            else
            {
                UsersLog.Wrong(log, path, users.Errors[0]);
            }
            if (Exposure.OfFile(path) is { } exposure)
                UsersLog.Exposed(log, exposure);
            return new UsersReport(System.IO.Path.GetFullPath(path), users.Accounts.Count, users.Errors);
        }
    }
}

/// <param name="Path">The users file of the server.</param>
/// <param name="Accounts">How many it has.</param>
/// <param name="Errors">What is wrong with it; then the server goes on with the accounts that it had.</param>
sealed record UsersReport(string Path, int Accounts, IReadOnlyList<string> Errors);

static partial class UsersLog
{
    [LoggerMessage(63, LogLevel.Information, "{Path} is read anew: {Accounts} accounts")]
    public static partial void Read(ILogger log, string path, int accounts);

    [LoggerMessage(64, LogLevel.Error, "{Path} is wrong, the accounts stay as they were: {Error}")]
    public static partial void Wrong(ILogger log, string path, string error);

    [LoggerMessage(65, LogLevel.Warning, "{Exposure}")]
    public static partial void Exposed(ILogger log, string exposure);
}
