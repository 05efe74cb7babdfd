using Rouse.Server.Guard;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Guard;

public sealed class BucketTableTests
{
    const long Window = 1_000;
    const long Cost = 100;

    static readonly BanLengths Lengths = new(First: 500, Longest: 1_500, Memory: 10_000);

    readonly BucketTable<Source> _table = new(sets: 4, Window);
    readonly Source _source = new(7);

    [Fact]
    public void Full_bucket_is_taken_at_once_and_no_more_until_it_is_earned()
    {
        const long now = 5_000;
        for (var i = 0; i < Window / Cost; i++)
            Assert.Equal(Charge.Taken, _table.Take(_source, Cost, now));

        Assert.Equal(Charge.Over, _table.Take(_source, Cost, now));
        Assert.Equal(Charge.Over, _table.Take(_source, Cost, now + Cost - 1));
        Assert.Equal(Charge.Taken, _table.Take(_source, Cost, now + Cost));
        Assert.Equal(Charge.Over, _table.Take(_source, Cost, now + Cost));
    }

    [Fact]
    public void Bucket_holds_no_more_than_its_window_however_long_nothing_was_taken()
    {
        Assert.Equal(Charge.Taken, _table.Take(_source, Cost, 1_000_000));
        Assert.Equal(Charge.Taken, _table.Take(_source, Window, 2_000_000));
        Assert.Equal(Charge.Over, _table.Take(_source, 1, 2_000_000));
    }

    [Fact]
    public void What_costs_nothing_is_always_given()
    {
        _table.Take(_source, Window, 0);
        Assert.Equal(Charge.Taken, _table.Take(_source, 0, 0));
    }

    [Fact]
    public void Ban_ends_to_the_tick()
    {
        Assert.Equal(500, _table.Ban(_source, BanReason.Messages, Lengths, 1_000));

        Assert.Equal(Charge.Banned, _table.Take(_source, 0, 1_499));
        Assert.Equal(0, _table.Ban(_source, BanReason.Messages, Lengths, 1_499));
        Assert.Equal(Charge.Taken, _table.Take(_source, 0, 1_500));
    }

    [Fact]
    public void Each_ban_is_twice_as_long_as_the_one_before_up_to_the_longest()
    {
        var now = 100L;
        foreach (var length in (long[])[500, 1_000, 1_500, 1_500])
        {
            Assert.Equal(length, _table.Ban(_source, BanReason.Messages, Lengths, now));
            now += length;
        }
        // Its memory counts from the end of the last ban.
        now += Lengths.Memory;
        Assert.Equal(1_500, _table.Ban(_source, BanReason.Messages, Lengths, now));
        now += 1_500 + Lengths.Memory + 1;
        Assert.Equal(500, _table.Ban(_source, BanReason.Messages, Lengths, now));
    }

    [Fact]
    public void First_ban_may_be_longer_than_the_longest() =>
        Assert.Equal(500, _table.Ban(_source, BanReason.Messages, Lengths with { Longest = 10 }, 0));

    [Fact]
    public void Lifted_ban_is_forgotten_with_all_before_it()
    {
        _table.Ban(_source, BanReason.Logins, Lengths, 0);
        Assert.True(_table.Lift(_source, 1));
        Assert.False(_table.Lift(_source, 1));
        Assert.Equal(Charge.Taken, _table.Take(_source, Window, 1));
        Assert.Equal(500, _table.Ban(_source, BanReason.Messages, Lengths, 1));
    }

    [Fact]
    public void Bans_that_last_are_listed()
    {
        _table.Ban(_source, BanReason.Logins, Lengths, 0);
        _table.Ban(new Source(8), BanReason.Malformed, Lengths, 100);

        Assert.Equal([new(new Source(8), BanReason.Malformed, 100, 1)], _table.Banned(500));
        Assert.Equal(2, _table.Banned(499).Count);
        Assert.Contains(new Banned<Source>(_source, BanReason.Logins, 1, 1), _table.Banned(499));
    }

    [Fact]
    public void Ever_new_sources_take_no_place_from_a_banned_one()
    {
        _table.Ban(_source, BanReason.Messages, Lengths with { First = 1_000_000 }, 0);
        for (var i = 100UL; i < 10_000; i++)
            Assert.Equal(Charge.Taken, _table.Take(new Source(i), Cost, (long)i));

        Assert.Equal(Charge.Banned, _table.Take(_source, 0, 10_000));
    }

    [Fact]
    public void Threads_take_no_more_than_there_is()
    {
        var table = new BucketTable<Source>(4, 100_000);
        var taken = 0;
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                if (table.Take(_source, 1, 0) == Charge.Taken)
                    Interlocked.Increment(ref taken);
            }
        });
        Assert.Equal(100_000, taken);
    }
}
