using Microsoft.Extensions.Time.Testing;
using Rouse.Push.Delivery;

namespace Rouse.Push.Tests.Delivery;

public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly FakeTimeProvider _time = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker("APNs production", _time);

    private bool IsOpen => !_breaker.TryPass(out _);

    [Fact]
    public void Fifth_failure_after_ten_seconds_opens_it()
    {
        Fail(4);
        _time.Advance(CircuitBreaker.Patience);
        Assert.False(IsOpen);
        Fail(1);
        Assert.True(IsOpen);
    }

    [Fact]
    public void Fourth_failure_does_not()
    {
        Fail(3);
        _time.Advance(CircuitBreaker.Patience);
        Fail(1);
        Assert.False(IsOpen);
    }

    [Fact]
    public void All_requests_of_a_broken_connection_do_not()
    {
        Fail(100);
        _time.Advance(CircuitBreaker.Patience - Tick);
        Fail(1);
        Assert.False(IsOpen);
    }

    [Fact]
    public void Answer_between_failures_begins_the_count_anew()
    {
        Fail(4);
        _breaker.Answered();
        _time.Advance(CircuitBreaker.Patience);
        Fail(4);
        _time.Advance(CircuitBreaker.Patience - Tick);
        Fail(1);
        Assert.False(IsOpen);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Failures_with_a_long_pause_between_them_are_not_one_trouble(int beyond, bool isOpen)
    {
        Fail(4);
        _time.Advance(CircuitBreaker.Memory + (Tick * beyond));
        Fail(1);
        Assert.Equal(isOpen, IsOpen);
    }

    [Fact]
    public void One_trial_passes_in_each_interval()
    {
        Open();
        _time.Advance(CircuitBreaker.TrialInterval - Tick);
        Assert.True(IsOpen);
        _time.Advance(Tick);
        Assert.True(_breaker.TryPass(out _));
        Assert.False(_breaker.TryPass(out var wait));
        Assert.Equal(CircuitBreaker.TrialInterval, wait);
        _time.Advance(CircuitBreaker.TrialInterval);
        Assert.True(_breaker.TryPass(out _));
    }

    [Fact]
    public void Trial_that_is_answered_closes_it()
    {
        Open();
        _time.Advance(CircuitBreaker.TrialInterval);
        Assert.True(_breaker.TryPass(out _));
        _breaker.Answered();
        Assert.False(IsOpen);
        Fail(4);
        Assert.False(IsOpen);
    }

    [Fact]
    public void Failures_of_what_was_under_way_do_not_put_the_trial_off()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        Fail(10);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_breaker.TryPass(out _));
    }

    [Fact]
    public void Refusal_says_since_when_why_and_how_long_yet()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(2.5));
        _breaker.TryPass(out var wait);
        Assert.Equal(
            PushReply.OfTransport("APNs production has not worked for 13 s (no answer in time); not asked again for 8 s"),
            _breaker.Refuse(wait));
    }

    private void Open()
    {
        Fail(4);
        _time.Advance(CircuitBreaker.Patience);
        Fail(1);
        Assert.True(IsOpen);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
            _breaker.Failed("no answer in time");
    }
}
