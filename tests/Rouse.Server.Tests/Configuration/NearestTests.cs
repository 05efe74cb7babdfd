using Rouse.Configuration;

namespace Rouse.Server.Tests.Configuration;

public sealed class NearestTests
{
    static readonly string[] Words = ["default_expires", "min_expires", "max_expires", "max_contacts"];

    [Theory]
    [InlineData("min_expire", "min_expires")]
    [InlineData("min-expires", "min_expires")]
    [InlineData("mni_expires", "min_expires")]
    [InlineData("maxexpires", "max_expires")]
    [InlineData("expires", null)]
    [InlineData("", null)]
    public void Nearest_word_is_found_only_if_it_is_near(string word, string? nearest) => Assert.Equal(nearest, Nearest.Find(word, Words));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "abd", 1)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abcd", "bacde", 2)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_letters_to_change(string left, string right, int distance) =>
        Assert.Equal(distance, Nearest.Distance(left, right));
}
