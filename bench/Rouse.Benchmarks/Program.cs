using Rouse.Benchmarks.Push;

// The processes of a benchmark are this program again.
return args switch
{
    ["push-sandbox"] => await PushSandbox.RunAsync(),
    ["push-client", var client, var concurrency, var warmup, var pushes] => await PushClient.RunAsync(
        client, int.Parse(concurrency, null), int.Parse(warmup, null), int.Parse(pushes, null)),
    ["push", .. var options] => await PushBenchmark.RunAsync(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Rouse.Benchmarks push [--smoke] [--rounds N] [--pushes N] [--concurrency N,N…] [--client NAME,NAME…]");
    return 2;
}
