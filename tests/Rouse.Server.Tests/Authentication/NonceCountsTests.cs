using Rouse.Server.Authentication;

namespace Rouse.Server.Tests.Authentication;

public class NonceCountsTests
{
    const ulong Request = 7;
    const ulong OtherRequest = 8;

    readonly NonceCounts _counts = new(capacity: 4);

    [Theory]
    [InlineData(5, 6, true)]
    [InlineData(5, 9, true)]
    [InlineData(5, uint.MaxValue, true)]
    [InlineData(5, 5, false)]
    [InlineData(5, 4, false)]
    [InlineData(5, 0, false)]
    [InlineData(uint.MaxValue, 0, false)]
    public void Count_of_another_request_must_grow(uint first, uint second, bool isTaken)
    {
        Assert.True(_counts.TryUse(Nonce(1), first, Request));
        Assert.Equal(isTaken, _counts.TryUse(Nonce(1), second, OtherRequest));
    }

    [Fact]
    public void Retransmission_passes_as_often_as_it_comes_until_the_count_grows()
    {
        _counts.TryUse(Nonce(1), 1, Request);

        Assert.True(_counts.TryUse(Nonce(1), 1, Request));
        Assert.True(_counts.TryUse(Nonce(1), 1, Request));
        Assert.True(_counts.TryUse(Nonce(1), 2, OtherRequest));
        Assert.False(_counts.TryUse(Nonce(1), 1, Request));
    }

    [Fact]
    public void Refused_use_leaves_the_count_as_it_was()
    {
        _counts.TryUse(Nonce(1), 5, Request);

        Assert.False(_counts.TryUse(Nonce(1), 3, OtherRequest));
        Assert.False(_counts.TryUse(Nonce(1), 4, OtherRequest));
        Assert.True(_counts.TryUse(Nonce(1), 5, Request));
    }

    [Fact]
    public void Nonces_of_one_moment_have_counts_of_their_own()
    {
        _counts.TryUse(new NonceId(1, 1), 5, Request);

        Assert.True(_counts.TryUse(new NonceId(1, 2), 1, Request));
    }

    [Fact]
    public void Table_holds_what_it_promises_and_one_more_makes_the_oldest_stale()
    {
        Fill(1, 2, 3, 4);
        Assert.False(_counts.TryUse(Nonce(1), 1, OtherRequest));
        Assert.True(_counts.TryUse(Nonce(1), 1, Request));

        Fill(5);

        Assert.False(_counts.TryUse(Nonce(1), 2, Request));
        Assert.False(_counts.TryUse(Nonce(2), 2, Request));
        Assert.False(_counts.TryUse(Nonce(3), 1, OtherRequest));
        Assert.True(_counts.TryUse(Nonce(3), 2, Request));
    }

    [Fact]
    public void Nonce_as_old_as_a_forgotten_one_is_stale_even_if_it_was_never_used_and_a_newer_one_is_not()
    {
        Fill(1, 3, 4, 5, 6);

        Assert.False(_counts.TryUse(new NonceId(3, 99), 1, Request));
        Assert.False(_counts.TryUse(new NonceId(2, 99), 1, Request));
        Assert.True(_counts.TryUse(new NonceId(4, 99), 1, Request));
    }

    [Fact]
    public void Nonce_in_use_is_not_forgotten()
    {
        Fill(1, 2, 3);
        Assert.True(_counts.TryUse(Nonce(1), 2, Request));
        Fill(5, 6);

        Assert.False(_counts.TryUse(Nonce(1), 2, OtherRequest));
        Assert.True(_counts.TryUse(Nonce(1), 3, Request));
    }

    [Fact]
    public void Nonce_in_use_is_not_among_the_forgotten_that_make_others_stale()
    {
        Fill(1, 2, 3);
        _counts.TryUse(Nonce(2), 2, Request);
        Fill(5);

        Assert.False(_counts.TryUse(new NonceId(1, 99), 1, Request));
        Assert.True(_counts.TryUse(new NonceId(2, 99), 1, Request));
    }

    [Fact]
    public void One_count_is_taken_once_whatever_the_threads()
    {
        const int Counts = 1000;
        const int Rivals = 8;
        var taken = new int[Counts];

        Parallel.For(0, Counts * Rivals, i =>
        {
            if (_counts.TryUse(Nonce(1), (uint)(i / Rivals), (ulong)i))
                Interlocked.Increment(ref taken[i / Rivals]);
        });

        Assert.All(taken, t => Assert.InRange(t, 0, 1));
        Assert.Equal(1, taken[^1]);
    }

    void Fill(params long[] issuedAt)
    {
        foreach (var time in issuedAt)
            Assert.True(_counts.TryUse(Nonce(time), 1, Request));
    }

    static NonceId Nonce(long issuedAt) => new(issuedAt, 42);
}
