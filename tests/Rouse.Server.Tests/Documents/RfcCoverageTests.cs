using System.Text.RegularExpressions;
using Rouse.Testing;

namespace Rouse.Server.Tests.Documents;

/// <summary>What <c>docs/rfc-coverage.md</c> names is there.</summary>
public sealed partial class RfcCoverageTests
{
    public static TheoryData<string> Rows =>
        [.. File.ReadLines(Path.Combine(SourceTree.Root, "docs", "rfc-coverage.md")).Where(static line => Row().IsMatch(line)).Distinct()];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Sources_and_tests_are_there(string row)
    {
        var cells = row.Trim('|').Split('|', StringSplitOptions.TrimEntries);

        Assert.Equal(4, cells.Length);
        Assert.All(Quoted().Matches(cells[2]), source => Assert.True(Path.Exists(PathOf(source)), source.Value));
        var tests = Tests().Matches(cells[3]);
        Assert.NotEmpty(tests);
        foreach (Match test in tests)
        {
            var text = File.ReadAllText(PathOf(test));
            Assert.All(
                test.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries),
                name => Assert.Matches($@"\b{name}\(", text));
        }
    }

    static string PathOf(Match quoted) => Path.Combine(SourceTree.Root, quoted.Groups[1].Value);

    // Not the heads of the tables.
    [GeneratedRegex(@"^\| (?!RFC and section)")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("`([^`]+)`: ([A-Za-z0-9_, ]+)")]
    private static partial Regex Tests();
}
