using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Sql;

namespace Rouse.Server.Tests.Authentication.Sql;

public sealed class SqlAccountStoreTests : IDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    static readonly SqlOptions Initial = new();

    readonly StoreScene _scene = new();

    [Fact]
    public void Account_is_pending_until_the_database_has_answered()
    {
        Assert.Equal(AccountState.Pending, _scene.State("alice"));

        _scene.Load("alice");
        Assert.Equal(AccountState.Pending, _scene.State("alice"));
        Assert.Empty(_scene.Found);
        _scene.Source.Answers("alice", ScriptedSource.Account("alice"));

        Assert.Equal([AccountLookup.Of(ScriptedSource.Account("alice"))], _scene.Found);
        Assert.Equal(AccountState.Known, _scene.State("alice"));
    }

    [Fact]
    public void All_who_wait_for_one_user_share_one_query()
    {
        for (var i = 0; i < 50; i++)
            _scene.Load("alice");
        _scene.Source.Answers("alice", null);

        Assert.Equal(["alice"], _scene.Source.Asked);
        Assert.Equal(50, _scene.Found.Count(found => found == AccountLookup.Unknown));
        Assert.Equal(0, _scene.Store.UnderWay);
    }

    [Fact]
    public void Account_serves_for_the_time_of_the_cache()
    {
        _scene.Remembers("alice");

        _scene.Advance(Initial.Cache);
        Assert.Equal(AccountState.Known, _scene.State("alice"));
        _scene.Advance(Tick);
        Assert.Equal(AccountState.Pending, _scene.State("alice"));
    }

    [Fact]
    public void Removed_account_is_unknown_after_the_next_look()
    {
        _scene.Remembers("alice");
        _scene.Advance(Initial.Cache + Tick);

        _scene.Load("alice");
        _scene.Source.Answers("alice", null);

        Assert.Equal(AccountState.Unknown, _scene.State("alice"));
        Assert.Equal((0, 1), (_scene.Store.Cached, _scene.Store.CachedUnknown));
    }

    [Fact]
    public void New_account_works_soon_after_somebody_asked_for_it_in_vain()
    {
        _scene.Load("carol");
        _scene.Source.Answers("carol", null);

        _scene.Advance(RememberedAccounts.Recheck);
        Assert.Equal(AccountState.Unknown, _scene.State("carol"));
        _scene.Advance(Tick);
        Assert.Equal(AccountState.Pending, _scene.State("carol"));
        _scene.Remembers("carol");
        Assert.Equal(AccountState.Known, _scene.State("carol"));
        Assert.Equal(0, _scene.Store.CachedUnknown);
    }

    [Fact]
    public void Doubt_asks_again_but_not_more_often_than_for_a_user_who_does_not_exist()
    {
        _scene.Remembers("alice");

        _scene.Advance(RememberedAccounts.Recheck);
        Assert.Equal(AccountState.Known, _scene.State("alice", Freshness.Doubted));
        _scene.Advance(Tick);
        Assert.Equal(AccountState.Pending, _scene.State("alice", Freshness.Doubted));
        Assert.Equal(AccountState.Known, _scene.State("alice"));
    }

    [Fact]
    public void Query_that_takes_too_long_is_given_up()
    {
        _scene.Load("alice");

        _scene.Advance(Initial.Timeout - Tick);
        Assert.Empty(_scene.Found);
        _scene.Advance(Tick);

        Assert.Equal([AccountLookup.Unavailable], _scene.Found);
        Assert.True(_scene.Store.IsUp);
        Assert.Equal(["a query of [auth.sql] failed: no answer within 800 ms; that user got 500"], _scene.Log.Lines);
    }

    [Fact]
    public void Query_that_fails_costs_that_user_alone()
    {
        _scene.Load("alice");
        _scene.Source.Fails("alice");

        Assert.Equal([AccountLookup.Unavailable], _scene.Found);
        Assert.Equal(1, _scene.Source.Probes);
        Assert.True(_scene.Store.IsUp);
        Assert.Equal(AccountState.Pending, _scene.State("bob"));
        Assert.Equal(["a query of [auth.sql] failed: that row is broken; that user got 500"], _scene.Log.Lines);
    }

    [Fact]
    public void Failing_queries_fill_no_log()
    {
        for (var i = 0; i < 100; i++)
        {
            _scene.Load("alice");
            _scene.Source.Fails("alice");
        }

        Assert.Single(_scene.Log.Lines);
    }

    [Fact]
    public void No_more_queries_run_than_there_are_connections()
    {
        for (var i = 0; i < 25; i++)
            _scene.Load($"user{i}");

        Assert.Equal((Initial.Connections, 25), (_scene.Source.Open, _scene.Store.UnderWay));
        for (var i = 0; i < 25; i++)
            _scene.Source.Answers($"user{i}", ScriptedSource.Account($"user{i}"));

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"user{i}"), _scene.Source.Asked);
        Assert.Equal(25, _scene.Found.Count(found => found.State == AccountState.Known));
    }

    [Fact]
    public void Query_that_waits_has_no_longer_than_the_others()
    {
        _scene.Source.Hangs = true;
        for (var i = 0; i <= Initial.Connections; i++)
            _scene.Load($"user{i}");

        _scene.Advance(Initial.Timeout);
        Assert.Equal(Initial.Connections + 1, _scene.Found.Count(found => found == AccountLookup.Unavailable));
        _scene.Source.Wakes();

        Assert.DoesNotContain($"user{Initial.Connections}", _scene.Source.Asked);
    }

    [Fact]
    public void Queue_is_bounded()
    {
        for (var i = 0; i < SqlAccountStore.MaxQueries; i++)
            _scene.Load($"user{i}");
        Assert.Empty(_scene.Found);

        _scene.Load("one too many");

        Assert.Equal([AccountLookup.Unavailable], _scene.Found);
        Assert.Equal(SqlAccountStore.MaxQueries, _scene.Store.UnderWay);
    }

    [Fact]
    public void Those_who_wait_for_one_user_are_bounded()
    {
        for (var i = 0; i < SqlAccountStore.MaxWaiting; i++)
            _scene.Load("alice");
        Assert.Empty(_scene.Found);

        _scene.Load("alice");

        Assert.Equal([AccountLookup.Unavailable], _scene.Found);
    }

    [Fact]
    public void Flood_of_unknown_users_grows_nothing()
    {
        _scene.Remembers("alice");
        _scene.Source.Accounts = [];
        for (var i = 0; i < 3 * RememberedAccounts.MaxUnknown; i++)
            _scene.Load($"user{i}");

        Assert.InRange(_scene.Store.CachedUnknown, 1, RememberedAccounts.MaxUnknown);
        Assert.Equal(AccountState.Known, _scene.State("alice"));
        Assert.Equal(0, _scene.Store.UnderWay);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public void Name_on_which_a_database_may_fail_is_unknown_without_a_query(string user) =>
        Assert.Equal(AccountState.Unknown, _scene.State(user));

    [Fact]
    public void Name_that_is_longer_than_any_column_is_unknown_without_a_query()
    {
        Assert.Equal(AccountState.Pending, _scene.State(new string('a', SqlAccountStore.LongestUser)));
        Assert.Equal(AccountState.Unknown, _scene.State(new string('a', SqlAccountStore.LongestUser + 1)));
    }

    [Fact]
    public void Other_database_counts_at_once_and_what_the_former_says_late_does_not()
    {
        _scene.Remembers("alice");
        _scene.Load("bob");
        var other = new ScriptedSource { Accounts = new() { ["alice"] = ScriptedSource.Account("alice", "other") } };

        _scene.Store.Replace(new SqlOptions(), other);
        _scene.Source.Answers("bob", ScriptedSource.Account("bob"));

        Assert.Equal(AccountState.Pending, _scene.State("alice"));
        Assert.Equal(AccountState.Pending, _scene.State("bob"));
        _scene.Load("alice");
        Assert.Equal("other", _scene.Found[^1].Account?.ClearText);
    }

    [Fact]
    public void Who_asks_after_the_change_does_not_wait_for_the_former_database()
    {
        _scene.Load("bob");
        var other = new ScriptedSource { Accounts = new() { ["bob"] = ScriptedSource.Account("bob", "other") } };
        _scene.Store.Replace(new SqlOptions(), other);

        _scene.Load("bob");
        Assert.Equal("other", Assert.Single(_scene.Found).Account?.ClearText);
        _scene.Source.Answers("bob", ScriptedSource.Account("bob", "former"));
        Assert.Equal("former", _scene.Found[^1].Account?.ClearText);
        Assert.Equal(0, _scene.Store.UnderWay);
    }

    public void Dispose() => _scene.Dispose();
}
