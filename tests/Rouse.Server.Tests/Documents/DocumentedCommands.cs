using System.Text.RegularExpressions;
using Rouse.Testing;

namespace Rouse.Server.Tests.Documents;

/// <summary>What a document tells its reader to type: the lines of its <c>sh</c> blocks, and those behind a prompt in others.</summary>
static partial class DocumentedCommands
{
    public static IReadOnlyList<string> Of(string document) =>
        [.. Block().Matches(Read(document)).SelectMany(block => Of(block.Groups[1].Value, block.Groups[2].Value))];

    /// <summary>The blocks of one language.</summary>
    public static IEnumerable<string> Blocks(string document, string language) =>
        from block in Block().Matches(Read(document))
        where block.Groups[1].Value == language
        select block.Groups[2].Value;

    public static string Read(string document) => File.ReadAllText(Path.Combine(SourceTree.Root, document));

    static IEnumerable<string> Of(string language, string text)
    {
        foreach (var line in text.Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
        {
            var typed = language == "sh" ? line : line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : "";
            if (Comment().Replace(typed, "").Trim() is { Length: > 0 } command)
                yield return command;
        }
    }

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("(^|  )#.*$")]
    private static partial Regex Comment();
}
