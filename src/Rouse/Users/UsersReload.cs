using Microsoft.Extensions.Logging;
using Rouse.Server.Authentication;
using Rouse.Starting;
using Rouse.Users;

namespace Rouse.Admin;

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
                AdminLog.UsersRead(log, path, users.Accounts.Count);
            }
            else
            {
                AdminLog.UsersWrong(log, path, users.Errors[0]);
            }
            if (Exposure.OfFile(path) is { } exposure)
                AdminLog.UsersExposed(log, exposure);
            return new UsersReport(System.IO.Path.GetFullPath(path), users.Accounts.Count, users.Errors);
        }
    }
}

/// <param name="Path">The users file of the server.</param>
/// <param name="Accounts">How many it has.</param>
/// <param name="Errors">What is wrong with it; then the server goes on with the accounts that it had.</param>
sealed record UsersReport(string Path, int Accounts, IReadOnlyList<string> Errors);
