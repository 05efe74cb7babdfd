using Rouse.Configuration;
using Rouse.Reloading;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Reloading;

/// <summary>A configuration file, a part of a server that takes its changes, and a report of each reload.</summary>
sealed class ReloadScene : IReloadable, IDisposable
{
    readonly ServerReload _reload;

    /// <param name="text">Of the file at the start.</param>
    /// <param name="parts">Besides the scene itself.</param>
    public ReloadScene(string text, params IReadOnlyList<IReloadable> parts)
    {
        File = Folder.Write("rouse.toml", text);
        var source = new ConfigurationSource(File, [Option("data", "option")]);
        _reload = new ServerReload(source, source.Load(), [.. parts, this], (_, _) => Warnings, Logs);
    }

    public TemporaryFolder Folder { get; } = new();

    public RecordingLogs Logs { get; } = new();

    public string File { get; }

    /// <summary>What the part was told to take last; null: nothing.</summary>
    public ServerOptions? Taken { get; private set; }

    public int Discarded { get; private set; }

    /// <summary>What the part finds wrong.</summary>
    public string? Fault { get; set; }

    public IReadOnlyList<string> Warnings { get; set; } = [];

    public ServerOptions Options => _reload.Options;

    public IReadOnlyList<string> Files => _reload.Files;

    public ReloadReport Reload(string text, bool isAsked = true)
    {
        Folder.Write("rouse.toml", text);
        return Reload(isAsked);
    }

    public ReloadReport Reload(bool isAsked = true)
    {
        Taken = null;
        return _reload.Run(isAsked);
    }

    public void Dispose() => Folder.Dispose();

    IReadOnlyList<string> IReloadable.FilesOf(ServerOptions options) => [options.Auth.Users ?? "none"];

    ReloadStep? IReloadable.Prepare(ServerOptions options, ICollection<string> faults)
    {
        if (Fault is { } fault)
            faults.Add(fault);
        return new ReloadStep([], () => Taken = options) { Discard = () => Discarded++ };
    }

    static Setting Option(string key, string text) => new(ConfigKeys.Get(key), null, new TextValue(new Origin("--" + key), text));
}
