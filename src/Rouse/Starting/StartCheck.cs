using Rouse.Configuration;
using Rouse.Server.Authentication;

namespace Rouse.Starting;

/// <summary>Everything that would refuse a start and can be seen without one.</summary>
static class StartCheck
{
    /// <summary>A line for each fault, with where it is.</summary>
    public static IReadOnlyList<string> Faults(ServerConfiguration configuration) =>
        [.. configuration.Faults.Concat(OfData(configuration)).Select(fault => fault.ToString()), .. OfUsers(configuration)];

    static IEnumerable<Fault> OfData(ServerConfiguration configuration) =>
        configuration.OriginOf("data") is { } origin && File.Exists(configuration.Options.Data)
            ? [Fault("data", origin, $"{configuration.Options.Data} is a file, not a folder")]
            : [];

    static IEnumerable<string> OfUsers(ServerConfiguration configuration)
    {
        if (configuration.Options.Auth is not { Enabled: true, Users: { } path } || configuration.OriginOf("auth.users") is not { } origin)
            return [];
        return File.Exists(path)
            ? UsersFile.Read(path).Errors
            : [Fault("auth.users", origin, Directory.Exists(path) ? $"{path} is a folder" : $"there is no file {path}").ToString()];
    }

    // A variable or an option names the key itself.
    static Fault Fault(string key, Origin origin, string text) => new(origin, origin.IsFile ? $"{key}: {text}" : text);
}
