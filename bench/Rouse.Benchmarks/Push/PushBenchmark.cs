using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Rouse.Benchmarks.Push;

/// <summary>
/// What a push costs in Rouse's clients and in .NET alone, each in a process of its own, in turn, against one sandbox. Prints a line of
/// JSON for each run and then a table of medians.
/// </summary>
internal static class PushBenchmark
{
    // Enough for the compiler's last tier on every path.
    private const int Warmup = 150_000;

    public static async Task<int> RunAsync(string[] options)
    {
        var isSmoke = options.Contains("--smoke");
        var rounds = Number(options, "--rounds", isSmoke ? 1 : 5);
        var pushes = Number(options, "--pushes", isSmoke ? 500 : 50_000);
        var concurrencies = Array.ConvertAll(List(options, "--concurrency", isSmoke ? ["10"] : ["100"]), text => int.Parse(text, null));
        var clients = List(options, "--client", PushSenders.Names);

        using var sandbox = Start(["push-sandbox"]);
        var address = await sandbox.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the sandbox did not start");
        var costs = new Dictionary<(string Client, int Concurrency), List<PushCost>>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var concurrency in concurrencies)
            {
                foreach (var client in clients)
                {
                    var cost = await MeasureAsync(address, client, concurrency, isSmoke ? 0 : Warmup, pushes);
                    (costs.TryGetValue((client, concurrency), out var all) ? all : costs[(client, concurrency)] = []).Add(cost);
                }
            }
        }
        sandbox.StandardInput.Close();
        await sandbox.WaitForExitAsync();
        Report(costs);
        return costs.Values.SelectMany(all => all).All(cost => cost.Failures == 0) ? 0 : 1;
    }

    private static async Task<PushCost> MeasureAsync(string address, string client, int concurrency, int warmup, int pushes)
    {
        using var process = Start(["push-client", client, $"{concurrency}", $"{warmup}", $"{pushes}"]);
        await process.StandardInput.WriteLineAsync(address);
        var line = await process.StandardOutput.ReadLineAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || line is null)
            throw new InvalidOperationException($"{client} ended with code {process.ExitCode}");
        var cost = JsonSerializer.Deserialize<PushCost>(line)!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""
            {"client":"{{client}}","concurrency":{{concurrency}},"pushes":{{pushes}},"cpu_us":{{cost.CpuMicroseconds:F1}},"system_us":{{cost.SystemMicroseconds:F1}},"rate":{{cost.Rate:F0}},"bytes":{{cost.Bytes:F0}},"failures":{{cost.Failures}}}
            """));
        return cost;
    }

    private static void Report(Dictionary<(string Client, int Concurrency), List<PushCost>> costs)
    {
        Console.WriteLine();
        Console.WriteLine("| client | at once | CPU µs a push: least, median | of it system | pushes/s | bytes a push |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var ((client, concurrency), all) in costs)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {client} | {concurrency} | {all.Min(c => c.CpuMicroseconds):F1}, {Median(all, c => c.CpuMicroseconds):F1} "
                + $"| {Median(all, c => c.SystemMicroseconds):F1} | {Median(all, c => c.Rate):F0} | {Median(all, c => c.Bytes):F0} |"));
        }
    }

    private static double Median(List<PushCost> costs, Func<PushCost, double> value)
    {
        var sorted = costs.Select(value).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    private static int Number(string[] options, string name, int otherwise) => int.Parse(List(options, name, [$"{otherwise}"])[0], null);

    private static string[] List(string[] options, string name, string[] otherwise) =>
        Array.IndexOf(options, name) is var index and >= 0 && index + 1 < options.Length ? options[index + 1].Split(',') : otherwise;
}
