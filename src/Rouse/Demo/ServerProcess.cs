using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using Rouse.Starting;

namespace Rouse.Demo;

/// <summary>
/// <c>rouse serve</c> as an operator starts it, but on free ports of loopback and with a folder of its own: no file and no variable of the
/// surroundings changes its defaults.
/// </summary>
sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>RFC 2606 §2: no domain of the world ends so.</summary>
    const string Domain = "demo.example";

    const string ReadyWords = "ready on ";
    const string VariablesPrefix = "ROUSE__";

    /// <summary>A screen has room for them.</summary>
    const int KeptLines = 20;

    /// <summary>A start takes a second; own decision for machines that are busy.</summary>
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);

    readonly Process _process;
    readonly string _folder;
    readonly TimeProvider _time;
    readonly Queue<string> _lines = new(KeptLines);
    readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _output;

    ServerProcess(Process process, string folder, TimeProvider time)
    {
        _process = process;
        _folder = folder;
        _time = time;
        _output = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public int Id => _process.Id;

    /// <summary>What it wrote last, to both outputs.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <param name="program">The command and what comes before <c>serve</c>.</param>
    /// <param name="folder">Its data folder.</param>
    /// <param name="time">For how long to wait.</param>
    /// <exception cref="DemoException">There is no such program.</exception>
    public static ServerProcess Start(IReadOnlyList<string> program, string folder, TimeProvider time)
    {
        string[] arguments =
        [
            .. program.Skip(1),
            "serve", "--listen", "udp://127.0.0.1:0", "--listen", "tcp://127.0.0.1:0", "--domain", Domain, "--data", folder,
        ];
        var start = new ProcessStartInfo(program[0], arguments)
        {
            // Not where we are: there may be a rouse.toml.
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith(VariablesPrefix, StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        try
        {
            return new ServerProcess(Process.Start(start)!, folder, time);
        }
        catch (Win32Exception failure)
        {
            throw new DemoException($"the server cannot be started: {failure.Message}");
        }
    }

    /// <summary>Waits until it listens.</summary>
    /// <exception cref="DemoException">It does not.</exception>
    public async Task<DemoServer> ReadyAsync(CancellationToken cancellation)
    {
        string line;
        try
        {
            line = await _ready.Task.WaitAsync(StartLimit, _time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new DemoException($"the server was not ready after {StartLimit.TotalSeconds} s");
        }
        var listener = line[ReadyWords.Length..].Split(", ").Select(url => new Uri(url)).Single(url => url.Scheme == "tcp");
        var devices = Path.Combine(_folder, SandboxPush.UrlName);
        if (!File.Exists(devices))
            throw new DemoException($"the server runs without the sandbox: there is no {devices}");
        return new DemoServer(
            new IPEndPoint(IPAddress.Parse(listener.Host), listener.Port), Domain, _folder,
            new Uri((await File.ReadAllTextAsync(devices, cancellation)).Trim()));
    }

    /// <summary>Ends, with an exception, when the server does.</summary>
    /// <exception cref="DemoException">It has ended.</exception>
    public async Task DiedAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        await _output;
        throw new DemoException($"the server ended with exit code {_process.ExitCode}");
    }

    /// <summary>Ends it; what it had is thrown away, so it need not tidy up.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _output;
        _process.Dispose();
    }

    async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                if (_lines.Count == KeptLines)
                    _lines.Dequeue();
                _lines.Enqueue(line);
            }
            if (line.StartsWith(ReadyWords, StringComparison.Ordinal))
                _ready.TrySetResult(line);
        }
    }
}
