namespace Rouse.Configuration;

/// <summary><c>rouse.toml</c>: the settings of the file, and all that is wrong with it at once.</summary>
static class ConfigFile
{
    /// <summary>Read when it lies in the working directory and no other file is named.</summary>
    public const string UsualName = "rouse.toml";

    /// <summary>The file to read: the one that was named, or the usual one; null where neither is.</summary>
    public static string? Choose(string? named) => named ?? (File.Exists(UsualName) ? UsualName : null);

    public static IReadOnlyList<Setting> Read(string path, List<Fault> faults)
    {
        try
        {
            return Parse(File.ReadAllText(path), path, faults);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = failure is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : failure.Message;
            faults.Add(new Fault(new Origin(path), reason));
            return [];
        }
    }

    /// <param name="text">All of the file.</param>
    /// <param name="path">Its name in faults; relative paths in it start from its folder.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static IReadOnlyList<Setting> Parse(string text, string path, List<Fault> faults)
    {
        var root = TomlReader.Read(text, path, Path.GetDirectoryName(path) ?? "", faults);
        return SettingReader.Read(root, faults);
    }
}
