using System.Text.RegularExpressions;
using Rouse.Testing;

namespace Rouse.Server.Tests;

/// <summary>Namespace = folder, so <c>using</c> is the dependency: a folder names only folders to its left.</summary>
public sealed partial class ArchitectureTests
{
    static readonly string[] Kernel =
        ["Collections", "Telemetry", "Scheduling", "Storage", "Transport", "Resolution", "Location", "Timelines", "Forking", "Pipeline"];

    static readonly string[] Composition =
        ["StandardPipeline.cs", "RouseServer.cs", "ServerParts.cs", "ServerEnvironment.cs", "ServerOptions.cs", "LiveOptions.cs"];

    [Fact]
    public void Kernel_folders_name_only_folders_to_their_left()
    {
        for (var i = 0; i < Kernel.Length; i++)
            AssertNamesOnly(Kernel[i], Kernel[..i]);
    }

    [Fact]
    public void Exchanges_name_only_the_kernel() => AssertNamesOnly("Exchanges", Kernel);

    [Fact]
    public void Features_name_only_the_kernel()
    {
        foreach (var feature in Folders().Except([.. Kernel, "Exchanges"]))
            AssertNamesOnly(feature, Kernel);
    }

    [Fact]
    public void Only_the_composition_stands_outside_folders() =>
        Assert.Equal(Composition.Order(), Directory.GetFiles(Root(), "*.cs").Select(Path.GetFileName).Order()!);

    [Fact]
    public void Namespaces_are_folders()
    {
        foreach (var file in Folders().SelectMany(
            folder => Directory.GetFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories)))
        {
            var path = Path.GetRelativePath(Root(), Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            Assert.Contains($"namespace Rouse.Server.{path};", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Unsafe_code_is_in_one_file_for_each_platform_call() =>
        Assert.Equal(
            ["LinuxDatagramIo.cs"],
            Directory.GetFiles(Root(), "*.cs", SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(Root(), file).StartsWith("obj", StringComparison.Ordinal))
                .Where(file => UnsafeCode().IsMatch(File.ReadAllText(file)))
                .Select(Path.GetFileName)!);

    [Fact]
    public void No_file_is_over_400_lines() =>
        Assert.DoesNotContain(Written(), file => File.ReadLines(file).Count() > 400);

    [Fact]
    public void No_line_is_over_140_columns() =>
        Assert.Empty(
            from file in Written()
            from line in File.ReadLines(file).Index()
            where line.Item.Length > 140
            select $"{file}:{line.Index + 1}");

    static void AssertNamesOnly(string folder, string[] allowed)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories))
        {
            foreach (Match name in NamedFolder().Matches(File.ReadAllText(file)))
            {
                var named = name.Groups[1].Value;
                Assert.True(named == folder || allowed.Contains(named), $"{Path.GetFileName(file)} in {folder} names {named}");
            }
        }
    }

    static IEnumerable<string> Folders() =>
        Directory.GetDirectories(Root()).Select(d => Path.GetFileName(d)!).Where(d => d is not ("bin" or "obj"));

    // All C# of src and tests but what the build writes.
    static IEnumerable<string> Written() =>
        from tree in (string[])["src", "tests"]
        let root = Path.GetFullPath(Path.Combine(Root(), "..", "..", tree))
        from file in Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
        where !Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
        select file;

    static string Root() => Path.Combine(SourceTree.Root, "src", "Rouse.Server");

    // Not in a comment.
    [GeneratedRegex(@"^(?!\s*//).*\bunsafe\b", RegexOptions.Multiline)]
    private static partial Regex UnsafeCode();

    [GeneratedRegex(@"\bRouse\.Server\.(\w+)\b(?<!namespace Rouse\.Server\.\w+)")]
    private static partial Regex NamedFolder();
}
