using Rouse.Configuration;

namespace Rouse.Server.Tests.Configuration;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("500ms", 500)]
    [InlineData("90s", 90_000)]
    [InlineData("3m", 180_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("24d", 2_073_600_000)]
    public void Whole_number_with_a_unit_is_a_duration(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5h")]
    [InlineData("1h30m")]
    [InlineData("1 h")]
    [InlineData(" 1h")]
    [InlineData("1H")]
    [InlineData("1w")]
    [InlineData("١s")]
    [InlineData("99999999999999999999s")]
    [InlineData("106751991168d")]
    public void Anything_else_is_none(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void Longest_that_time_can_hold_is_read_and_one_more_is_not()
    {
        Assert.True(Duration.TryParse("10675199d", out _));
        Assert.False(Duration.TryParse("10675200d", out _));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1500ms", "1500ms")]
    [InlineData("1000ms", "1s")]
    [InlineData("90s", "90s")]
    [InlineData("60s", "1m")]
    [InlineData("48h", "2d")]
    public void Duration_is_written_in_the_largest_unit_that_fits(string text, string written)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(written, Duration.Format(duration));
    }
}
