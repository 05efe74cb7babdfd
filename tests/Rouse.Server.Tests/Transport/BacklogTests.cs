using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

public sealed class BacklogTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    readonly FakeTimeProvider _time = new();
    readonly Backlog _backlog;

    public BacklogTests() => _backlog = new Backlog(_time);

    [Fact]
    public void It_is_late_when_it_was_never_empty_for_its_patience_and_not_a_tick_earlier()
    {
        Assert.False(_backlog.Took(all: false));
        IsBusyFor(Backlog.Patience - Tick);
        Assert.False(_backlog.IsLate);
        _time.Advance(Tick);
        Assert.True(_backlog.Took(all: false));
        Assert.True(_backlog.IsLate);
    }

    [Fact]
    public void It_says_so_once_and_is_in_time_again_as_soon_as_nothing_is_left()
    {
        _backlog.Took(all: false);
        IsBusyFor(Backlog.Patience - Tick);
        _time.Advance(Tick);
        Assert.True(_backlog.Took(all: false));
        Assert.False(_backlog.Took(all: false));
        Assert.True(_backlog.IsLate);

        Assert.False(_backlog.Took(all: true));
        Assert.False(_backlog.IsLate);
        Assert.False(_backlog.Took(all: false));
        Assert.False(_backlog.IsLate);
    }

    [Fact]
    public void Empty_once_in_between_is_enough()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.False(_backlog.Took(all: false));
            IsBusyFor(Backlog.Patience - Tick);
            Assert.False(_backlog.Took(all: true));
        }
        Assert.False(_backlog.IsLate);
    }

    [Fact]
    public void Thread_that_stood_still_is_not_late()
    {
        _backlog.Took(all: false);
        _time.Advance(10 * Backlog.Patience);

        Assert.False(_backlog.Took(all: false));
        IsBusyFor(Backlog.Patience - Backlog.LongestBatch - Tick);
        Assert.False(_backlog.IsLate);
        _time.Advance(Tick);
        Assert.True(_backlog.Took(all: false));
    }

    // Batch after batch, none empty.
    void IsBusyFor(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Backlog.LongestBatch)
        {
            _time.Advance(left < Backlog.LongestBatch ? left : Backlog.LongestBatch);
            _backlog.Took(all: false);
        }
    }
}
