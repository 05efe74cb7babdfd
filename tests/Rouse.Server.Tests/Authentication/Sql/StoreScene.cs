using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Sql;

namespace Rouse.Server.Tests.Authentication.Sql;

/// <summary>Accounts of a scripted database on a fake clock.</summary>
sealed class StoreScene : IDisposable
{
    public StoreScene(Func<SqlOptions, SqlOptions>? configure = null)
    {
        var options = new SqlOptions { Provider = SqlProvider.Sqlite };
        Store = new SqlAccountStore(configure?.Invoke(options) ?? options, Source, Time, Log);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public ScriptedSource Source { get; } = new();

    public RecordedLog Log { get; } = new();

    public SqlAccountStore Store { get; }

    /// <summary>What each <see cref="Load"/> was told, in order.</summary>
    public List<AccountLookup> Found { get; } = [];

    public AccountState State(string user, Freshness freshness = Freshness.Usual) => Store.Find(user, "example.org", freshness).State;

    public void Load(string user, Freshness freshness = Freshness.Usual) => Store.Load(user, "example.org", freshness, Found.Add);

    /// <summary>The account is remembered from now on.</summary>
    public Account Remembers(string user)
    {
        var account = ScriptedSource.Account(user);
        Load(user);
        Source.Answers(user, account);
        Found.Clear();
        Source.Asked.Clear();
        return account;
    }

    /// <summary>The database is down, and it is known.</summary>
    public void GoesDown()
    {
        Source.IsDown = true;
        Assert.True(Store.StartAsync().IsCompletedSuccessfully);
        Assert.False(Store.IsUp);
    }

    public void Advance(TimeSpan time) => Time.Advance(time);

    public void Dispose() => Store.Dispose();
}
