using System.Buffers;
using System.Text;
using System.Text.Unicode;

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
            return Parse(Decode(File.ReadAllBytes(path), path, faults), path, faults);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            faults.Add(new Fault(new Origin(path), ExplainUnread(path, failure)));
            return [];
        }
    }

    /// <summary>Why a file could not be read.</summary>
    public static string ExplainUnread(string path, Exception failure) =>
        Directory.Exists(path) ? "this is a folder, not a file"
        : failure is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
        : failure is UnauthorizedAccessException ? $"{Environment.UserName} may not read this file"
        : failure.Message;

    // Only UTF-8 is TOML; all else is told with its first line, and nothing more of the file.
    static string Decode(byte[] bytes, string path, List<Fault> faults)
    {
        var text = bytes.AsSpan();
        if (text.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];
        if (Utf8.IsValid(text) && text.IndexOf((byte)0) < 0)
            return Encoding.UTF8.GetString(text);
        var wrong = text.IndexOf((byte)0);
        while (wrong < 0 && Rune.DecodeFromUtf8(text, out _, out var length) == OperationStatus.Done)
            text = text[length..];
        var line = 1 + bytes.AsSpan()[..(wrong < 0 ? bytes.Length - text.Length : wrong)].Count((byte)'\n');
        faults.Add(new Fault(new Origin(path, line), "this is not UTF-8 text; save the file as UTF-8"));
        return "";
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
