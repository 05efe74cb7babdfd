using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Rouse.Interop.Parts;

/// <summary>A program of the scene: its output is kept, and it is ended by its own id, never by name.</summary>
internal sealed class PartProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly StreamWriter _transcript;
    private readonly Task _output;

    /// <param name="name">Also that of its log.</param>
    /// <param name="folder">Where it works and its log is.</param>
    /// <param name="program">Path, or a name that the search path knows.</param>
    /// <param name="arguments">Each as it is: no shell sees them.</param>
    /// <param name="onLine">Gets each line of its standard output, and null at the end.</param>
    /// <param name="onErrorLine">The same of its standard error.</param>
    public PartProcess(
        string name,
        string folder,
        string program,
        IEnumerable<string> arguments,
        Action<string?>? onLine = null,
        Action<string?>? onErrorLine = null)
    {
        Name = name;
        _transcript = new StreamWriter(Path.Combine(folder, name + ".log"), append: true) { AutoFlush = true };
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _output = Task.WhenAll(Read(_process.StandardOutput, onLine), Read(_process.StandardError, onErrorLine));
    }

    /// <summary>SIGINT: what Ctrl-C sends.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL: no chance to do anything.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM: end in order.</summary>
    public const int Terminate = 15;

    /// <summary>SIGCONT: a stopped program goes on.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP: the program is frozen; its connections stay open and nothing is answered.</summary>
    public const int Stop = 19;

    public string Name { get; }

    /// <summary>All it has printed so far, standard error too.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public void Signal(int signal)
    {
        if (!_process.HasExited && kill(_process.Id, signal) != 0)
            throw new InvalidOperationException($"{Name}: signal {signal}: error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>The program and those that it has started, which start no more.</summary>
    public void SignalTree(int signal)
    {
        Signal(signal);
        var children = File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children");
        foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            _ = kill(int.Parse(child, CultureInfo.InvariantCulture), signal);
    }

    public async Task<bool> HasEnded(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The exit code; the program is killed and the test fails when it takes longer than <paramref name="within"/>.</summary>
    public async Task<int> Exit(TimeSpan within)
    {
        if (!await HasEnded(within))
            throw new TimeoutException($"{Name} did not end within {within.TotalSeconds} s");
        await _output;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _output;
        _process.Dispose();
        await _transcript.DisposeAsync();
    }

    private async Task Read(StreamReader reader, Action<string?>? onLine)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            lock (_transcript)
                _transcript.WriteLine(line);
            onLine?.Invoke(line);
        }
        onLine?.Invoke(null);
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);
}
