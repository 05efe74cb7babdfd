using System.Text.RegularExpressions;
using Rouse.Commands;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Documents;

/// <summary>What the documents say can be looked up.</summary>
public sealed partial class DocumentsTests
{
    public static TheoryData<string> Documents =>
    [
        .. from folder in (string[])["", "docs", "docs/adr", "bench"]
           from file in Directory.GetFiles(Path.Combine(SourceTree.Root, folder), "*.md")
           select Path.GetRelativePath(SourceTree.Root, file),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_somewhere(string document)
    {
        var folder = Path.Combine(SourceTree.Root, Path.GetDirectoryName(document)!);
        foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, document))))
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
            File.ReadLines(Path.Combine(SourceTree.Root, document)),
            line => line.StartsWith("<<<<<<<", StringComparison.Ordinal) || line == "=======");

    [Fact]
    public void Files_that_the_architecture_names_are_there()
    {
        foreach (var row in File.ReadLines(Path.Combine(SourceTree.Root, "ARCHITECTURE.md")).Where(line => line.StartsWith('|')))
        {
            var place = "";
            foreach (var name in Quoted().Matches(row).Select(quoted => quoted.Groups[1].Value).Where(IsPath))
            {
                var path = Path.Combine(SourceTree.Root, name);
                if (!Path.Exists(path))
                    path = Path.Combine(SourceTree.Root, place, name);
                if (!Path.Exists(path))
                    path = Path.Combine(SourceTree.Root, place, "..", name);
                Assert.True(Path.Exists(path), $"{name} in {row}");
                place = name.EndsWith('/') ? name : Path.GetDirectoryName(Path.GetRelativePath(SourceTree.Root, path))!;
            }
        }
    }

    /// <summary>What a reader types is a command that there is, with options that it has, also where it cannot be run here.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_are_understood(string document)
    {
        foreach (var command in DocumentedCommands.Of(document))
        {
            if (Typed().Match(command) is not { Success: true } typed)
                continue;
            var words = Words().Matches(typed.Groups[1].Value).Select(word => word.Value.Trim('\'', '"')).ToArray();
            if (words.Length == 0 || words[0].StartsWith('-'))
                words = ["serve", .. words];
            var errors = CommandLine.Create(Terminal.OfProcess()).Parse(words, CommandLine.Parser).Errors;
            Assert.True(errors.Count == 0, $"{command}: {string.Join(", ", errors)}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Settings_are_accepted(string document) =>
        Assert.All(DocumentedCommands.Blocks(document, "toml"), block => Assert.Empty(ConfigFileTests.Read(block).Faults));

    static bool IsPath(string name) => name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".cs", StringComparison.Ordinal);

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    // Behind assignments to variables and what runs it; what follows a bar or a semicolon is the shell's.
    [GeneratedRegex(
        @"^(?:[A-Z_]+=\S+ )*(?:sudo (?:-u rouse )?)?(?:docker exec rouse )?"
        + @"(?:rouse|\./run|/opt/rouse(?:\.new)?/rouse)(?![-.\w/:])([^|;&<>#]*)")]
    private static partial Regex Typed();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Words();
}
