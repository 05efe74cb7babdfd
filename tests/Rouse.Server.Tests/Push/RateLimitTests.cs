using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Push;

namespace Rouse.Server.Tests.Push;

public sealed class RateLimitTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly FakeTimeProvider _clock = new();

    [Fact]
    public void So_many_a_minute_may_come_at_once()
    {
        var limit = new RateLimit(() => 60, _clock);
        Assert.Equal(60, Take(limit, 100));
    }

    [Fact]
    public void Then_one_more_for_each_part_of_the_minute()
    {
        var limit = new RateLimit(() => 60, _clock);
        Take(limit, 60);
        _clock.Advance(TimeSpan.FromSeconds(1) - Tick);
        Assert.False(limit.TryTake(1));
        _clock.Advance(Tick);
        Assert.Equal(1, Take(limit, 2));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(60, Take(limit, 100));
    }

    [Fact]
    public void Question_counts_nothing()
    {
        var limit = new RateLimit(() => 1, _clock);
        Assert.True(limit.MayTake(1));
        Assert.True(limit.MayTake(1));
        Assert.True(limit.TryTake(1));
        Assert.False(limit.MayTake(1));
    }

    [Fact]
    public void Each_key_has_its_own()
    {
        var limit = new RateLimit(() => 1, _clock);
        Assert.True(limit.TryTake(1));
        Assert.True(limit.TryTake(2));
        Assert.False(limit.TryTake(1));
    }

    [Fact]
    public void Zero_is_no_limit() => Assert.Equal(1_000, Take(new RateLimit(() => 0, _clock), 1_000));

    [Fact]
    public void Memory_is_bounded_and_idle_keys_make_room()
    {
        var limit = new RateLimit(() => 1, _clock);
        for (var key = 0UL; key < RateLimit.MaxKeys + 10; key++)
            limit.TryTake(key);
        Assert.Equal(RateLimit.MaxKeys, limit.Keys);
        Assert.True(limit.TryTake(RateLimit.MaxKeys + 1));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(limit.TryTake(RateLimit.MaxKeys + 1));
        Assert.False(limit.TryTake(RateLimit.MaxKeys + 1));
        Assert.Equal(1, limit.Keys);
    }

    static int Take(RateLimit limit, int times) => Enumerable.Range(0, times).Count(_ => limit.TryTake(1));
}
