using Rouse.Benchmarks.Push;
using Rouse.Benchmarks.Runtime;
using Rouse.Benchmarks.Start;

// The processes of a benchmark are this program again.
return args switch
{
    ["push-sandbox"] => await PushSandbox.RunAsync(),
    ["push-client", var client, var concurrency, var warmup, var pushes] => await PushClient.RunAsync(
        client, int.Parse(concurrency, null), int.Parse(warmup, null), int.Parse(pushes, null)),
    ["stored-phones", var folder, var count, var listener, var last] => StoredPhones.Write(folder, int.Parse(count, null), listener, last),
    ["push", .. var options] => await PushBenchmark.RunAsync(options),
    ["runtime-events", var process, var seconds] => await RuntimeEvents.RunAsync(int.Parse(process, null), int.Parse(seconds, null)),
    ["allocation-sites", var process, var seconds] => await AllocationSites.RunAsync(int.Parse(process, null), int.Parse(seconds, null)),
    ["live-objects", var process] => await LiveObjects.RunAsync(int.Parse(process, null)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Rouse.Benchmarks push [--smoke] [--rounds N] [--pushes N] [--concurrency N,N…] [--client NAME,NAME…]");
    Console.Error.WriteLine("       Rouse.Benchmarks runtime-events PROCESS SECONDS");
    Console.Error.WriteLine("       Rouse.Benchmarks allocation-sites PROCESS SECONDS");
    Console.Error.WriteLine("       Rouse.Benchmarks live-objects PROCESS");
    return 2;
}
