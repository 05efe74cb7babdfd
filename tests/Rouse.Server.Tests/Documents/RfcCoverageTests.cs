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
                name => Assert.Matches(Test(name), text));
        }
    }

    [Fact]
    public void Every_row_of_the_list_has_its_own()
    {
        var rows = Rows.Select(static row => row.Data).ToList();
        string[] list =
        [
            .. Named("T", 1, 2, 3, 4, 5, 6, 7, 8, 10), .. Named("S", 1, 2, 3, 4), .. Named("R", 1, 2, 3, 4, 5, 7, 8, 10, 13),
            .. Named("A", 1, 2, 3, 4, 5, 6, 8), .. Named("F", 1, 2, 3, 4, 7, 10, 11), .. Named("N", 1, 2),
        ];

        Assert.All(list, name => Assert.Contains(rows, row => Regex.IsMatch(row, $@"^\| Flexisip {name}\b")));
    }

    [Theory]
    [InlineData("    [Fact]\n    public void Name()", true)]
    [InlineData("    [Theory]\n    [InlineData(\"a\", 1)]\n    [MemberData(nameof(Rows))]\n    public async Task Name(string x)", true)]
    [InlineData("    // Why [it] is.\n    [Fact]\n    public Task Name() =>", true)]
    [InlineData("    [Theory]\n    // Why it is.\n    [InlineData(\n        1)]\n    public void Name(int x)", true)]
    [InlineData("    [Fact]\n    public void Other() => Name();\n\n    void Name()", false)]
    [InlineData("    [Fact]\n    public void Other_Name()", false)]
    [InlineData("    void Name()", false)]
    public void Only_a_test_is_one(string text, bool isTest) => Assert.Equal(isTest, Regex.IsMatch(text, Test("Name")));

    static IEnumerable<string> Named(string letter, params int[] numbers) => numbers.Select(number => $"{letter}{number}");

    // A blank line ends what stands above a method.
    static string Test(string name) => $@"\[(?:Fact|Theory)\b(?:(?!\n\n|\bpublic )[\s\S])*\bpublic (?:async )?(?:void|Task) {name}\(";

    static string PathOf(Match quoted) => Path.Combine(SourceTree.Root, quoted.Groups[1].Value);

    // Not the heads of the tables.
    [GeneratedRegex(@"^\| (?!RFC and section)")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("`([^`]+)`: ([A-Za-z0-9_, ]+)")]
    private static partial Regex Tests();
}
