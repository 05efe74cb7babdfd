using Rouse.Push.Delivery;

namespace Rouse.Push.Tests.Delivery;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 400)]
    [InlineData(5, 3200)]
    [InlineData(6, 5000)]
    [InlineData(7, 5000)]
    [InlineData(int.MaxValue, 5000)]
    public void Wait_doubles_up_to_five_seconds(int failedAttempts, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Wait(failedAttempts, jitter: 0.5));

    [Theory]
    [InlineData(1, 0, 100)]
    [InlineData(1, 0.25, 150)]
    [InlineData(1, 1, 300)]
    [InlineData(9, 0, 2500)]
    [InlineData(9, 1, 7500)]
    public void Jitter_spreads_the_wait_by_half(int failedAttempts, double jitter, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Wait(failedAttempts, jitter));

    [Theory]
    [InlineData(200.1, 200.1)]
    [InlineData(200, 200)]
    [InlineData(199.9, 200)]
    [InlineData(0, 200)]
    [InlineData(-7000, 200)]
    [InlineData(3600000, 3600000)]
    public void What_the_server_asks_for_is_the_least_wait(double retryAfterMilliseconds, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Wait(1, 0.5, TimeSpan.FromMilliseconds(retryAfterMilliseconds)));

    private static TimeSpan Wait(int failedAttempts, double jitter, TimeSpan? retryAfter = null) =>
        new Backoff(() => jitter).Delay(failedAttempts, retryAfter);
}
