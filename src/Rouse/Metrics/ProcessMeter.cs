using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;

namespace Rouse.Metrics;

/// <summary>The process under the names that every dashboard knows ("Writing client libraries": process metrics).</summary>
static class ProcessMeter
{
    const string OpenFiles = "/proc/self/fd";
    const string Limits = "/proc/self/limits";

    /// <summary>Gives the version in labels.</summary>
    public const string BuildInfo = "rouse.build.info";

    /// <param name="lostLines">Lines of the log that nobody got.</param>
    public static Meter Create(Func<long> lostLines)
    {
        var meter = new Meter("Process");
        var startedAt = StartedAt();
        meter.CreateObservableCounter("process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "CPU time used.");
        meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Memory that is resident.");
        meter.CreateObservableGauge("process.start_time", () => startedAt, "s", "When the process started, in Unix time.");
        meter.CreateObservableGauge("process.threads", CountThreads, null, "Threads of the operating system.");
        meter.CreateObservableGauge("process.pool.threads", () => ThreadPool.ThreadCount, null, "Threads of .NET's thread pool.");
        meter.CreateObservableGauge("process.pool.queue", () => ThreadPool.PendingWorkItemCount, null, "What waits for such a thread.");
        if (OperatingSystem.IsLinux())
        {
            meter.CreateObservableGauge(
                "process.open_fds", static () => Directory.EnumerateFileSystemEntries(OpenFiles).Count(), null,
                "Open files, sockets among them.");
            if (MaxFiles() is { } max)
                meter.CreateObservableGauge("process.max_fds", () => max, null, "How many may be open: each connection is one.");
        }
        meter.CreateObservableCounter("rouse.log.lines.lost", lostLines, null, "Lines of the log that nobody read in time.");
        var version = typeof(ProcessMeter).Assembly.GetName().Version?.ToString(3) ?? "";
        var info = new Measurement<int>(
            1, new KeyValuePair<string, object?>("version", version),
            new KeyValuePair<string, object?>("runtime", RuntimeInformation.FrameworkDescription));
        meter.CreateObservableGauge(BuildInfo, () => info, null, "1, with the version.");
        return meter;
    }

    static double StartedAt()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
    }

    static int CountThreads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    // proc(5): "Max open files", the soft and the hard limit.
    static long? MaxFiles() =>
        File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) is { } line
        && line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
        && long.TryParse(soft, out var files) ? files : null;
}
