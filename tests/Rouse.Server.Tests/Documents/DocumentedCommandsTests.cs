using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Rouse.Testing;

namespace Rouse.Server.Tests.Documents;

/// <summary>
/// Every command of the documents is run: here against a server, or by another part of <c>./test</c>. What only an installed system could
/// do is named one by one.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class DocumentedCommandsTests
{
    /// <summary>They change the machine, or need a service manager or a container engine.</summary>
    static readonly string[] OfTheMachine =
    [
        "docker build", "docker run", "docker exec", "sudo install", "sudo mv", "sudo rm", "sudo systemctl", "sudo useradd", "sudo userdel",
        "systemctl status",
    ];

    public static TheoryData<string> Documents =>
    [
        "README.md", "CONTRIBUTING.md",
        .. Directory.GetFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").Select(file => Path.GetRelativePath(SourceTree.Root, file)),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Commands_do_what_they_should(string document)
    {
        var commands = DocumentedCommands.Of(document).Where(command => !IsRunElsewhere(command)).ToList();
        if (commands.Count == 0)
            return;
        await using var scene = await DocumentScene.StartAsync();
        foreach (var command in commands)
            await scene.RunAsync(command);
    }

    // ./run stands in the README, which tests/follow-readme follows; the others are programs of the repository.
    static bool IsRunElsewhere(string command)
    {
        if (OfTheMachine.Any(begin => command.StartsWith(begin + " ", StringComparison.Ordinal)) || command == "./test")
            return true;
        if (OfRepository().Match(command) is not { Success: true } program)
            return false;
        var step = program.Value == "./run" ? "tests/follow-readme" : program.Value;
        Assert.Contains(step, DocumentedCommands.Read("test"));
        return true;
    }

    [GeneratedRegex(@"^(\./run|packaging/publish)\b")]
    private static partial Regex OfRepository();
}
