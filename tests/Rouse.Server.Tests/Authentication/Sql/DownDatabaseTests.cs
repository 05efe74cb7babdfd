using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Sql;

namespace Rouse.Server.Tests.Authentication.Sql;

/// <summary>The database is down or hangs, and comes back.</summary>
public sealed class DownDatabaseTests : IDisposable
{
    const string Down =
        "the database of [auth.sql] does not answer: connection refused; users who are remembered still register and call, others get 500";

    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    static readonly SqlOptions Initial = new();

    readonly StoreScene _scene = new();

    [Fact]
    public void Account_that_is_remembered_serves_on()
    {
        _scene.Remembers("alice");
        _scene.GoesDown();

        _scene.Advance(Initial.CacheStale);
        Assert.Equal(AccountState.Known, _scene.State("alice"));
        _scene.Advance(Tick);
        Assert.Equal(AccountState.Unavailable, _scene.State("alice"));
    }

    [Fact]
    public void Nobody_else_is_known_or_unknown()
    {
        _scene.Load("nobody");
        _scene.Source.Answers("nobody", null);
        _scene.GoesDown();

        _scene.Advance(RememberedAccounts.Recheck + Tick);

        Assert.Equal(AccountState.Unavailable, _scene.State("nobody"));
        Assert.Equal(AccountState.Unavailable, _scene.State("bob"));
    }

    [Fact]
    public void Doubt_is_not_settled_so_that_a_wrong_password_tells_nothing()
    {
        _scene.Remembers("alice");
        _scene.GoesDown();

        _scene.Advance(RememberedAccounts.Recheck + Tick);

        Assert.Equal(AccountState.Unavailable, _scene.State("alice", Freshness.Doubted));
        Assert.Equal(AccountState.Unavailable, _scene.State("nobody", Freshness.Doubted));
    }

    [Fact]
    public void Requests_ask_nothing_while_it_is_down()
    {
        _scene.GoesDown();

        for (var i = 0; i < 100; i++)
            _scene.Load($"user{i}");

        Assert.Empty(_scene.Source.Asked);
        Assert.Equal(100, _scene.Found.Count(found => found == AccountLookup.Unavailable));
    }

    [Fact]
    public void Account_whose_look_fails_serves_on()
    {
        var alice = _scene.Remembers("alice");
        _scene.Advance(Initial.Cache + Tick);

        _scene.Load("alice");
        _scene.Load("alice", Freshness.Doubted);
        _scene.Source.Fails("alice");

        Assert.Equal([AccountLookup.Of(alice), AccountLookup.Unavailable], _scene.Found);
    }

    [Fact]
    public void It_is_probed_every_two_seconds_and_told_of_once()
    {
        _scene.GoesDown();
        for (var i = 0; i < 10; i++)
            _scene.Advance(SourceHealth.ProbeInterval);

        Assert.Equal(11, _scene.Source.Probes);
        Assert.Equal([Down], _scene.Log.Lines);
    }

    [Fact]
    public void It_is_found_again_without_a_request()
    {
        _scene.GoesDown();
        _scene.Source.IsDown = false;

        _scene.Advance(SourceHealth.ProbeInterval - Tick);
        Assert.False(_scene.Store.IsUp);
        _scene.Advance(Tick);

        Assert.True(_scene.Store.IsUp);
        Assert.Equal(AccountState.Pending, _scene.State("bob"));
        Assert.Equal([Down, "the database of [auth.sql] answers again, after 2.0 s"], _scene.Log.Lines);
    }

    [Fact]
    public void It_is_not_probed_while_it_is_up()
    {
        _scene.GoesDown();
        _scene.Source.IsDown = false;
        _scene.Advance(SourceHealth.ProbeInterval);
        var probes = _scene.Source.Probes;

        _scene.Advance(TimeSpan.FromHours(1));

        Assert.Equal(probes, _scene.Source.Probes);
    }

    [Fact]
    public void One_that_hangs_is_out_after_one_query_and_one_probe()
    {
        var alice = _scene.Remembers("alice");
        _scene.Source.Hangs = true;
        _scene.Advance(Initial.Cache + Tick);
        _scene.Load("alice");
        _scene.Load("bob");

        _scene.Advance(Initial.Timeout);
        Assert.Equal([AccountLookup.Of(alice), AccountLookup.Unavailable], _scene.Found);
        Assert.True(_scene.Store.IsUp);
        _scene.Advance(Initial.Timeout);

        Assert.False(_scene.Store.IsUp);
        Assert.Equal(AccountState.Known, _scene.State("alice"));
    }

    [Fact]
    public void One_that_hangs_is_found_again_when_it_goes_on()
    {
        _scene.Source.Hangs = true;
        _scene.Load("bob");
        _scene.Advance(Initial.Timeout);
        _scene.Advance(Initial.Timeout);
        _scene.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _scene.Source.Probes);

        _scene.Source.Wakes();
        _scene.Advance(SourceHealth.ProbeInterval);

        Assert.True(_scene.Store.IsUp);
        _scene.Load("bob");
        _scene.Source.Answers("bob", ScriptedSource.Account("bob"));
        Assert.Equal(AccountState.Known, _scene.State("bob"));
    }

    [Fact]
    public void First_look_has_more_patience_and_ends_all_the_same()
    {
        _scene.Source.Hangs = true;
        _ = _scene.Store.StartAsync();

        _scene.Advance(SourceHealth.FirstTimeout - Tick);
        Assert.True(_scene.Store.IsUp);
        _scene.Advance(Tick);

        Assert.False(_scene.Store.IsUp);
    }

    public void Dispose() => _scene.Dispose();
}
