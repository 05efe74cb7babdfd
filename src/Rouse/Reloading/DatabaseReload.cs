using Rouse.Server;
using Rouse.Server.Authentication.Sql;
using Rouse.Users;

namespace Rouse.Reloading;

/// <summary><c>[auth.sql]</c>: another database, or another query. From a users file to a database, or back, needs a restart.</summary>
/// <param name="accounts">Of the server.</param>
/// <param name="started">As it was at the start; null: without a database.</param>
sealed class DatabaseReload(ServerAccounts accounts, SqlOptions? started) : IReloadable
{
    SqlOptions? _present = started;

    public IReadOnlyList<string> FilesOf(ServerOptions options) => [];

    public ReloadStep? Prepare(ServerOptions options, ICollection<string> faults)
    {
        if (options.Auth.Sql == _present)
            return null;
        if (_present is null || options.Auth.Sql is not { } wanted)
            return new ReloadStep([], static () => { }) { NeedsRestart = ["auth.sql"] };
        try
        {
            var source = accounts.OpenDatabase(wanted);
            return new ReloadStep([$"accounts from the database, {wanted.Provider}"], () => Apply(wanted, source))
            {
                Discard = () => _ = source.DisposeAsync().AsTask(),
            };
        }
        catch (ArgumentException failure)
        {
            faults.Add($"[auth.sql]: {failure.Message}");
            return null;
        }
    }

    void Apply(SqlOptions wanted, SqlAccountSource source)
    {
        _present = wanted;
        accounts.ReplaceDatabase(wanted, source);
    }
}
