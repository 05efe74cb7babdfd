using System.Reflection;

namespace Rouse.Interop.Parts;

/// <summary>Where the real parts are. A part that is not there fails the test that needs it.</summary>
internal static class Places
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Built by <c>./test</c>.</summary>
    public static string LinphoneClient => Existing(Path.Combine(Root, "artifacts", "interop", "lp_client"));

    /// <summary>The program under test, of the same configuration as these tests.</summary>
    public static string Rouse => Existing(Path.Combine(Root, "src", "Rouse", "bin", Configuration, "net10.0", "rouse"));

    public static string Scenario(string name) => Existing(Path.Combine(AppContext.BaseDirectory, "Scenarios", name + ".xml"));

    public static string KamailioConfiguration(string name) =>
        Existing(Path.Combine(AppContext.BaseDirectory, "Kamailio", name + ".cfg"));

    /// <summary>An empty folder for the logs of one scene; kept when the scene fails.</summary>
    public static string FreshFolder(string scene)
    {
        var name = string.Concat(scene.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        var folder = Path.Combine(Root, "artifacts", "interop", "scenes", name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return Directory.CreateDirectory(folder).FullName;
    }

    private static string Configuration => typeof(Places).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Rouse.slnx")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"no solution above {AppContext.BaseDirectory}");
    }

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: ./test builds it", path);
}
