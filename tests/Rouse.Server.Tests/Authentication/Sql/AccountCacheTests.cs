using Rouse.Server.Authentication.Sql;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Authentication.Sql;

public class AccountCacheTests
{
    const int Capacity = 160;

    readonly AccountCache _cache = new(Capacity);

    [Fact]
    public void Never_holds_more_than_its_capacity()
    {
        for (var i = 0; i < 100 * Capacity; i++)
            Put(i, at: i);

        Assert.InRange(_cache.Count, Capacity / 2, Capacity);
    }

    [Fact]
    public void Who_was_looked_up_longest_ago_goes_first()
    {
        Put(0, at: 0);
        for (var i = 1; i < 100 * Capacity; i++)
        {
            Put(i, at: i);
            if (i % 5 == 0)
                Put(0, at: i);
        }

        Assert.True(_cache.TryGet(Aor(0), out _));
        Assert.False(_cache.TryGet(Aor(1), out _));
    }

    [Fact]
    public void What_is_older_than_the_horizon_goes()
    {
        for (var i = 0; i < Capacity / 4; i++)
            Put(i, at: i);

        for (var i = 2000; i < 2000 + (10 * Capacity); i++)
            _cache.Put(Aor(i), new CachedAccount(null, 5000), horizon: 4999);

        Assert.DoesNotContain(Enumerable.Range(0, Capacity / 4), i => _cache.TryGet(Aor(i), out _));
    }

    [Fact]
    public void Removed_entry_is_gone_and_no_other()
    {
        Put(1, at: 1);
        Put(2, at: 2);

        _cache.Remove(Aor(1));
        Assert.Equal((false, true), (_cache.TryGet(Aor(1), out _), _cache.TryGet(Aor(2), out _)));
        Assert.Equal(1, _cache.Count);
    }

    static AddressOfRecord Aor(int number) => new($"user{number}", "example.org");

    void Put(int number, long at) => _cache.Put(Aor(number), new CachedAccount(ScriptedSource.Account($"user{number}"), at), horizon: 0);
}
