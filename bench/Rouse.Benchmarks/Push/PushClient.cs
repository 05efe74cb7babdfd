using System.Diagnostics;
using System.Text.Json;

namespace Rouse.Benchmarks.Push;

/// <summary>What one run of a client cost.</summary>
/// <param name="CpuMicroseconds">Processor time of the whole process for a push, user and system.</param>
/// <param name="SystemMicroseconds">The system's part of it.</param>
/// <param name="Rate">Pushes a second.</param>
/// <param name="Bytes">Allocated for a push.</param>
/// <param name="Failures">Pushes that were not accepted.</param>
internal sealed record PushCost(double CpuMicroseconds, double SystemMicroseconds, double Rate, double Bytes, int Failures);

/// <summary>The process that is measured: sends pushes, so many at once, and looks at its own processor time.</summary>
internal static class PushClient
{
    public static async Task<int> RunAsync(string client, int concurrency, int warmup, int pushes)
    {
        var address = JsonSerializer.Deserialize<SandboxAddress>((await Console.In.ReadLineAsync())!)!;
        using var sender = PushSenders.Create(client, address, concurrency);
        var failures = await SendAsync(sender, concurrency, warmup);
        GC.Collect();

        using var process = Process.GetCurrentProcess();
        var (cpu, system, bytes) = (process.TotalProcessorTime, process.PrivilegedProcessorTime, GC.GetTotalAllocatedBytes(true));
        var watch = Stopwatch.StartNew();
        failures += await SendAsync(sender, concurrency, pushes);
        watch.Stop();
        process.Refresh();
        var cost = new PushCost(
            (process.TotalProcessorTime - cpu).TotalMicroseconds / pushes,
            (process.PrivilegedProcessorTime - system).TotalMicroseconds / pushes,
            pushes / watch.Elapsed.TotalSeconds,
            (GC.GetTotalAllocatedBytes(true) - bytes) / (double)pushes,
            failures);
        Console.WriteLine(JsonSerializer.Serialize(cost));
        return 0;
    }

    /// <summary>Sends so many; the result is how many failed.</summary>
    private static async Task<int> SendAsync(IPushSender sender, int concurrency, int pushes)
    {
        var (next, failures) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(WorkAsync)));
        return failures;

        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) is var number && number <= pushes)
            {
                if (!await sender.SendAsync(number))
                    Interlocked.Increment(ref failures);
            }
        }
    }
}
