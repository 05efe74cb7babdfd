using Microsoft.Extensions.Logging;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Sql;

namespace Rouse.Users;

/// <summary>Where a running server's accounts come from: the users file, which is watched, and the database of <c>[auth.sql]</c>.</summary>
sealed class ServerAccounts : IAsyncDisposable
{
    readonly ILogger _log;
    readonly UsersWatch? _watch;
    readonly SqlAccountStore? _sql;
    SqlAccountSource? _source;

    public ServerAccounts(ServerSetup setup)
    {
        var options = setup.Options.Auth;
        _log = setup.Log.Loggers.CreateLogger("Accounts");
        OfFile = new AccountStore(setup.Start.Accounts);
        if (setup.Start.UsersPath is { } path)
        {
            Reload = new UsersReload(path, OfFile, _log);
            _watch = new UsersWatch(Reload, setup.Time);
        }
        if (!options.Enabled)
            return;
        Store = OfFile;
        if (options.Sql is not { } sql)
            return;
        _source = new SqlAccountSource(sql, _log);
        _sql = new SqlAccountStore(sql, _source, setup.Time, _log);
        Store = setup.Start.UsersPath is null ? _sql : new JoinedAccounts(OfFile, _sql);
    }

    /// <summary>Those of the users file.</summary>
    public AccountStore OfFile { get; }

    /// <summary>Null without authentication.</summary>
    public IAccountStore? Store { get; }

    /// <summary>Reads the users file anew; null where there is none.</summary>
    public UsersReload? Reload { get; }

    /// <summary>The accounts of the database, for what is told of it; null where there is none.</summary>
    public SqlAccountStore? Sql => _sql;

    /// <summary>Looks whether the database answers; one that does not is told of, and keeps nobody from starting.</summary>
    public Task StartAsync() => _sql?.StartAsync() ?? Task.CompletedTask;

    /// <summary>What asks the database; nothing is connected yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the text shows no secret.</exception>
    public SqlAccountSource OpenDatabase(SqlOptions options) => new(options, _log);

    /// <summary>Another <c>[auth.sql]</c> from now on; what was remembered of the former counts no more.</summary>
    public void ReplaceDatabase(SqlOptions options, SqlAccountSource source)
    {
        var former = _source;
        _source = source;
        _sql?.Replace(options, source);
        if (former is not null)
            _ = former.DisposeAsync().AsTask();
    }

    public async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        _sql?.Dispose();
        if (_source is not null)
            await _source.DisposeAsync();
    }
}
