using Microsoft.Extensions.Logging;
using Rouse.Configuration;
using Rouse.Server;

namespace Rouse.Reloading;

/// <summary>
/// Reads the configuration anew while the server runs. It is all or nothing: with one fault everything stays as it was. What cannot change
/// stays as at the start, whatever the file says by now, and each such key is told.
/// </summary>
/// <param name="source">Where the configuration comes from.</param>
/// <param name="started">As it was read at the start.</param>
/// <param name="parts">Changed in this order.</param>
/// <param name="warn">What an operator should know of the options.</param>
/// <param name="log">Gets everything that the report has.</param>
sealed class ServerReload(
    ConfigurationSource source,
    ServerConfiguration started,
    IReadOnlyList<IReloadable> parts,
    Func<ServerOptions, IReadOnlyList<Setting>, IReadOnlyList<string>> warn,
    ILogger log)
{
    readonly Lock _lock = new();
    readonly ServerConfiguration _started = started;
    ServerConfiguration _present = started;
    ServerOptions _wanted = started.Options;

    /// <summary>The options in effect.</summary>
    public ServerOptions Options { get; private set; } = started.Options;

    /// <summary>What to watch: the file, and what was named there when it was read last.</summary>
    public IReadOnlyList<string> Files
    {
        get
        {
            lock (_lock)
                return [.. new[] { source.FileNow ?? ConfigFile.UsualName }.Concat(parts.SelectMany(FilesOf)).Distinct()];
        }
    }

    /// <summary>For who has no use for the report: it is in the log, and so is what goes wrong in an unforeseen way.</summary>
    public void TryRun(bool isAsked)
    {
        try
        {
            Run(isAsked);
        }
        catch (Exception failure)
        {
            ReloadLog.Failed(log, failure);
        }
    }

    /// <param name="isAsked">By an operator, who wants to hear that nothing has changed.</param>
    public ReloadReport Run(bool isAsked)
    {
        lock (_lock)
        {
            var report = Reload();
            foreach (var line in report.Faults)
                ReloadLog.Fault(log, line);
            if (report.Faults.Count > 0)
                ReloadLog.Refused(log);
            foreach (var line in report.Applied)
                ReloadLog.Applied(log, line);
            foreach (var line in report.NeedsRestart)
                ReloadLog.NeedsRestart(log, line);
            foreach (var line in report.Warnings)
                ReloadLog.Warning(log, line);
            if (isAsked && report is { Applied.Count: 0, NeedsRestart.Count: 0, Faults.Count: 0 })
                ReloadLog.NothingNew(log);
            return report;
        }
    }

    IEnumerable<string> FilesOf(IReloadable part) => part.FilesOf(Options).Concat(part.FilesOf(_wanted));

    ReloadReport Reload()
    {
        var read = source.Load();
        _wanted = read.Options;
        if (read.Faults.Count > 0)
            return new ReloadReport([], [], [.. read.Faults.Select(fault => fault.ToString())], []);
        var kept = _started.Settings.Where(setting => !setting.Key.IsReloaded);
        var mixed = ServerConfiguration.From([.. kept, .. read.Settings.Where(setting => setting.Key.IsReloaded)], []);
        var faults = new List<string>();
        var steps = parts.Select(part => part.Prepare(mixed.Options, faults)).OfType<ReloadStep>().ToList();
        if (faults.Count > 0)
        {
            steps.ForEach(step => step.Discard?.Invoke());
            return new ReloadReport([], [], faults, []);
        }
        var unable = steps.SelectMany(step => step.NeedsRestart).ToList();
        var keys = ChangedKeys.Between(_present.Settings, mixed.Settings)
            .Where(changed => !IsOfProvider(changed.Path) && !unable.Contains(changed.Path));
        var restart = ChangedKeys.Between(_started.Settings, read.Settings).Where(changed => !changed.Key.IsReloaded);
        var report = new ReloadReport(
            [.. keys.Select(changed => changed.Path), .. steps.SelectMany(step => step.Applied)],
            [.. restart.Select(changed => changed.Path), .. unable],
            [],
            warn(mixed.Options, mixed.Settings));
        _present = mixed;
        Options = mixed.Options;
        steps.ForEach(step => step.Apply());
        return report;
    }

    // The providers name what has changed of theirs, also when it is only a file.
    static bool IsOfProvider(string path) =>
        path.StartsWith("push.apps.", StringComparison.Ordinal) || path.StartsWith("push.http.", StringComparison.Ordinal);
}

static partial class ReloadLog
{
    [LoggerMessage(70, LogLevel.Error, "{Fault}")]
    public static partial void Fault(ILogger log, string fault);

    [LoggerMessage(71, LogLevel.Error, "not reloaded: everything stays as it was")]
    public static partial void Refused(ILogger log);

    [LoggerMessage(72, LogLevel.Information, "reloaded: {What}")]
    public static partial void Applied(ILogger log, string what);

    [LoggerMessage(73, LogLevel.Warning, "{What} changed: takes effect at the next start")]
    public static partial void NeedsRestart(ILogger log, string what);

    [LoggerMessage(74, LogLevel.Warning, "{Warning}")]
    public static partial void Warning(ILogger log, string warning);

    [LoggerMessage(76, LogLevel.Error, "reloading failed")]
    public static partial void Failed(ILogger log, Exception failure);

    [LoggerMessage(75, LogLevel.Information, "reloaded: nothing has changed")]
    public static partial void NothingNew(ILogger log);
}
