using System.Diagnostics;
using System.Reflection;

namespace Rouse.Soak.Server;

/// <summary>One life of the server: the built program as an operator starts it, until it is killed.</summary>
sealed class RouseProcess : IAsyncDisposable
{
    /// <summary>A start takes a fraction of a second; the rest is for machines that are busy.</summary>
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _output;

    RouseProcess(Process process, ServerFolder folder)
    {
        _process = process;
        _output = Task.WhenAll(ReadOutputAsync(), LogAsync(folder.Log));
    }

    /// <param name="folder">Where it lives.</param>
    /// <param name="authenticates">Whether phones must prove who they are.</param>
    public static RouseProcess Start(ServerFolder folder, bool authenticates)
    {
        string[] arguments =
        [
            "serve", "--config", folder.PathOf("rouse.toml"), "--data", folder.Data, "--domain", ServerFolder.Domain,
            "--listen", $"udp://{folder.Sip}", "--listen", $"tcp://{folder.Sip}", "--log", "warn",
            .. authenticates ? (string[])["--users", folder.PathOf("users.txt")] : ["--no-auth"],
        ];
        var start = new ProcessStartInfo(Program(), arguments)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new RouseProcess(Process.Start(start)!, folder);
    }

    public bool IsAlive => !_process.HasExited;

    /// <summary>Its memory and processor time at this moment.</summary>
    public (long ResidentBytes, TimeSpan Busy) Cost()
    {
        _process.Refresh();
        return (_process.WorkingSet64, _process.TotalProcessorTime);
    }

    /// <summary>Waits until it listens, and tells how long that took.</summary>
    public async Task<TimeSpan> ReadyAsync()
    {
        try
        {
            await _ready.Task.WaitAsync(StartLimit);
            return _clock.Elapsed;
        }
        catch (TimeoutException)
        {
            throw new ViolationException($"the server was not ready after {StartLimit.TotalSeconds} s");
        }
    }

    /// <summary>SIGKILL: nothing of it runs any more, not even what would tidy up.</summary>
    public void Kill() => _process.Kill();

    public async Task ExitAsync()
    {
        await _process.WaitForExitAsync();
        await _output;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await ExitAsync();
        _process.Dispose();
    }

    async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("ready on ", StringComparison.Ordinal))
                _ready.TrySetResult();
        }
        _ready.TrySetException(new ViolationException("the server ended before it was ready"));
    }

    async Task LogAsync(string path)
    {
        await using var log = new StreamWriter(path, append: true);
        while (await _process.StandardError.ReadLineAsync() is { } line)
            await log.WriteLineAsync(line);
    }

    static string Program()
    {
        var configuration = typeof(RouseProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Rouse.slnx")))
                return Path.Combine(folder.FullName, "src", "Rouse", "bin", configuration, "net10.0", "rouse");
        }
        throw new DirectoryNotFoundException($"no solution above {AppContext.BaseDirectory}");
    }
}
