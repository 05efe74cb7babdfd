using System.Text;
using Rouse.Server.Routing;

namespace Rouse.Server.Tests.Routing;

public sealed class PatternTests
{
    [Theory]
    [InlineData("+49*", "+4930123", true)]
    [InlineData("+49*", "+49", true)]
    [InlineData("+49*", "+4", false)]
    [InlineData("*", "", true)]
    [InlineData("*.example.org", "a.example.org", true)]
    [InlineData("*.example.org", "example.org", false)]
    [InlineData("*.EXAMPLE.org", "a.example.ORG", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("**a**", "a", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("!0900*", "0900123", false)]
    [InlineData("!0900*", "030123", true)]
    [InlineData("0* !0900*", "0900123", false)]
    [InlineData("0* !0900*", "030123", true)]
    [InlineData("0* !0900*", "130123", false)]
    public void A_text_fits_one_and_none_that_excludes_it(string patterns, string text, bool fits) =>
        Assert.Equal(fits, Pattern.Any([.. patterns.Split(' ').Select(Of)], Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Case_counts_where_it_should() => Assert.False(Pattern.Any([new Pattern("Bob", ignoresCase: false)], "bob"u8));

    [Fact]
    public void Many_stars_against_a_long_text_end_soon()
    {
        var pattern = Of(string.Concat(Enumerable.Repeat("a*", 200)) + "b");

        Assert.False(Pattern.Any([pattern], Encoding.UTF8.GetBytes(new string('a', 60_000))));
    }

    static Pattern Of(string text) => new(text, ignoresCase: true);
}
