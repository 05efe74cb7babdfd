using System.Globalization;
using System.Runtime.Versioning;
using Rouse.Configuration;
using Rouse.Server;
using Rouse.Server.Push;
using Rouse.Users;

namespace Rouse.Starting;

/// <summary>What others on the machine could read or change and should not; each warning says how that ends.</summary>
static class Exposure
{
    const UnixFileMode OthersInFile =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    const UnixFileMode OthersInFolder = OthersInFile | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Keys whose values are secrets.</summary>
    static readonly string[] SecretKeys =
        ["admin.token", "auth.sql.connection", "push.http.url", "push.http.headers.*", "push.apps.*.apns.certificate_password"];

    /// <summary>Everything that a server with these options uses.</summary>
    /// <param name="options">Of the server.</param>
    /// <param name="dataFolder">As it is; it need not be there yet.</param>
    /// <param name="settings">Whence the options come: a configuration file with secrets is one too.</param>
    public static IReadOnlyList<string> Find(ServerOptions options, string dataFolder, IReadOnlyList<Setting> settings)
    {
        var files = new List<string> { Path.Combine(dataFolder, DataFolder.SecretName) };
        if (options.Auth.Enabled && UsersFilePath.Of(options, dataFolder) is { } users)
            files.Add(users);
        if (options.Tls.Default is { } tls)
            files.AddRange([tls.Key, .. options.Tls.Names.Values.Select(static pair => pair.Key)]);
        files.AddRange(PushFiles.SecretsOf(options.Push));
        files.AddRange(settings.Where(HoldsSecret).Select(setting => setting.Value.Origin.Name));
        return [.. files.Distinct().Select(OfFile).Prepend(OfFolder(dataFolder)).OfType<string>()];
    }

    /// <summary>A warning if others than the file's owner can read or change it; null if all is well.</summary>
    public static string? OfFile(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return null;
        var (allowed, mode) = AllowedFor(path);
        return (File.GetUnixFileMode(path) & OthersInFile & ~allowed) == 0 ? null
            : $"{path} holds secrets, and others on this machine can read or change it; chmod {mode} {path}";
    }

    /// <summary>The same for a folder in which others have nothing to look for.</summary>
    public static string? OfFolder(string path) =>
        OperatingSystem.IsWindows() || !Directory.Exists(path) || (File.GetUnixFileMode(path) & OthersInFolder) == 0 ? null
        : string.Create(
            CultureInfo.InvariantCulture, $"{path} is the data folder, and others on this machine can look into it; chmod 700 {path}");

    // What belongs to root is read by the server as one of its group.
    [UnsupportedOSPlatform("windows")]
    static (UnixFileMode Allowed, string Mode) AllowedFor(string path) =>
        FileOwner.IsOther(path) ? (UnixFileMode.GroupRead, "640") : (UnixFileMode.None, "600");

    // Text in the place of a file: a key.
    static bool HoldsSecret(Setting setting) =>
        setting.Value.Origin.IsFile
        && (SecretKeys.Contains(setting.Key.Path)
            || setting is { Key.Names: [.., "key" or "service_account"], Value: TextValue text } && Kinds.IsFileText(text.Text));
}
