using System.Diagnostics;
using System.Text.RegularExpressions;
using Rouse.Commands;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Packaging;

/// <summary>What packages are made of.</summary>
public sealed partial class PackagingTests
{
    [Fact]
    public async Task Unit_is_one_that_systemd_takes()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd is not here");
        using var folder = new TemporaryFolder();
        var unit = await File.ReadAllTextAsync(UnitPath, TestContext.Current.CancellationToken);
        // It looks for the program, which is not installed here.
        var path = folder.Write("rouse.service", unit.Replace("/opt/rouse/rouse", "/bin/true", StringComparison.Ordinal));
        using var verify = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", path]) { RedirectStandardError = true })!;
        var told = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await verify.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (verify.ExitCode, told));
    }

    [Fact]
    public void Unit_starts_the_server_as_the_command_line_has_it()
    {
        var start = File.ReadLines(UnitPath).Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        var words = start["ExecStart=/opt/rouse/rouse ".Length..].Split(' ');

        Assert.Empty(CommandLine.Create(new Terminal(TextWriter.Null, TextWriter.Null, false)).Parse(words, CommandLine.Parser).Errors);
    }

    [Fact]
    public void Image_is_made_of_every_project_that_the_program_is_made_of()
    {
        var file = File.ReadAllText(Path.Combine(SourceTree.Root, "packaging", "docker", "Dockerfile"));
        var copied = Copied().Matches(file).SelectMany(copy => copy.Groups["from"].Value.Split(' ')).ToList();

        Assert.All(copied, from => Assert.True(Path.Exists(Path.Combine(SourceTree.Root, from)), from));
        foreach (var project in Directory.GetFiles(Path.Combine(SourceTree.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            Assert.Contains(Path.GetRelativePath(SourceTree.Root, project), copied);
            var locks = Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json");
            Assert.Contains(Path.GetRelativePath(SourceTree.Root, locks), copied);
        }
    }

    static string UnitPath => Path.Combine(SourceTree.Root, "packaging", "systemd", "rouse.service");

    [GeneratedRegex(@"^COPY (?!--from)(?<from>.+) \S+$", RegexOptions.Multiline)]
    private static partial Regex Copied();
}
