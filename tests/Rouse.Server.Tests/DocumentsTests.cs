using System.Text.RegularExpressions;

namespace Rouse.Server.Tests;

/// <summary>What the documents say can be looked up.</summary>
public sealed partial class DocumentsTests
{
    static readonly string Root = FindRoot();

    public static TheoryData<string> Documents =>
    [
        .. from folder in (string[])["", "docs", "docs/adr", "bench"]
           from file in Directory.GetFiles(Path.Combine(Root, folder), "*.md")
           select Path.GetRelativePath(Root, file),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_somewhere(string document)
    {
        var folder = Path.Combine(Root, Path.GetDirectoryName(document)!);
        foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(Root, document))))
        {
            var target = link.Groups[1].Value;
            Assert.True(target.Contains("://", StringComparison.Ordinal) || Path.Exists(Path.Combine(folder, target)), target);
        }
    }

    /// <summary>Two who changed a document at once have left it half merged.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void Nothing_is_half_merged(string document) =>
        Assert.DoesNotContain(
            File.ReadLines(Path.Combine(Root, document)),
            line => line.StartsWith("<<<<<<<", StringComparison.Ordinal) || line == "=======");

    [Fact]
    public void Files_that_the_architecture_names_are_there()
    {
        foreach (var row in File.ReadLines(Path.Combine(Root, "ARCHITECTURE.md")).Where(line => line.StartsWith('|')))
        {
            var place = "";
            foreach (var name in Quoted().Matches(row).Select(quoted => quoted.Groups[1].Value).Where(IsPath))
            {
                var path = Path.Combine(Root, name);
                if (!Path.Exists(path))
                    path = Path.Combine(Root, place, name);
                if (!Path.Exists(path))
                    path = Path.Combine(Root, place, "..", name);
                Assert.True(Path.Exists(path), $"{name} in {row}");
                place = name.EndsWith('/') ? name : Path.GetDirectoryName(Path.GetRelativePath(Root, path))!;
            }
        }
    }

    static bool IsPath(string name) => name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".cs", StringComparison.Ordinal);

    static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Rouse.slnx")))
            directory = Path.GetDirectoryName(directory)!;
        return directory;
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
