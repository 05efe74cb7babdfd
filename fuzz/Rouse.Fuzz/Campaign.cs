using System.Diagnostics;
using System.Globalization;
using SharpFuzz;

namespace Rouse.Fuzz;

/// <summary>
/// Workers on a copy of this program in which the protocol library tells where it goes, and their figures in one table.
/// </summary>
sealed class Campaign(FuzzArguments arguments) : IDisposable
{
    const string Library = "Rouse.Protocol.dll";

    readonly Lock _lock = new();
    readonly Dictionary<string, (long Executions, long Kept)> _ran = [];
    readonly List<string> _found = [];
    readonly string _folder = Directory.CreateTempSubdirectory("rouse-fuzz-").FullName;

    /// <summary>0: everything was survived.</summary>
    public async Task<int> RunAsync()
    {
        Copy(AppContext.BaseDirectory, _folder);
        if (arguments.IsGuided)
            Fuzzer.Instrument(Path.Combine(_folder, Library), static _ => true, Options.Value);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, arguments.Workers).Select(WorkAsync));
        Print(clock.Elapsed);
        return _found.Count == 0 ? 0 : 1;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    async Task WorkAsync(int number)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(_folder, "Rouse.Fuzz.dll"), .. arguments.ForWorker(number)])
        {
            RedirectStandardOutput = true,
            // Input kept alive by nobody goes at once; several heaps would only fight for two processors.
            Environment = { ["DOTNET_gcServer"] = "0", ["DOTNET_gcConcurrent"] = "0" },
        };
        using var worker = Process.Start(start)!;
        while (await worker.StandardOutput.ReadLineAsync() is { } line)
            Take(line.Split('\t'));
        await worker.WaitForExitAsync();
        if (worker.ExitCode > 1)
            Found($"worker {number} ended with {worker.ExitCode}");
    }

    void Take(string[] words)
    {
        switch (words)
        {
            case ["found", var target, var path, var why]:
                Found($"{target}: {why}\n  {path}");
                break;
            case ["ran", var target, var executions, var kept]:
                lock (_lock)
                {
                    var (allExecutions, allKept) = _ran.GetValueOrDefault(target);
                    _ran[target] = (allExecutions + Number(executions), allKept + Number(kept));
                }
                break;
        }
    }

    void Found(string what)
    {
        lock (_lock)
            _found.Add(what);
        Console.WriteLine($"FOUND {what}");
    }

    void Print(TimeSpan elapsed)
    {
        var all = _ran.Values.Sum(static ran => ran.Executions);
        foreach (var (target, (executions, kept)) in _ran)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {target,-12} {executions,14:#,0} executions, {kept,6:#,0} inputs kept"));
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fuzz: {all:#,0} executions in {elapsed.TotalSeconds:0} s, {all / elapsed.TotalSeconds:#,0}/s "
            + $"with {arguments.Workers} workers, {(arguments.IsGuided ? "guided by coverage" : "mutations only")}, "
            + $"seed {arguments.Seed}, {_found.Count} found"));
    }

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
