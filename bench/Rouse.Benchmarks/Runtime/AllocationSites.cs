using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Rouse.Benchmarks.Runtime;

/// <summary>
/// Who allocates what in a .NET process, from outside: a table of types with the methods of Rouse that made them, by share of the bytes.
/// One allocation in some 100 kB is looked at.
/// </summary>
internal static class AllocationSites
{
    private const int Rows = 70;

    // Whoever asked, and who asked them: enough to tell two callers of one method apart.
    private const int Frames = 3;

    public static async Task<int> RunAsync(int process, int seconds)
    {
        var file = Path.GetTempFileName();
        try
        {
            await RecordAsync(process, seconds, file);
            Print(file);
        }
        finally
        {
            File.Delete(file);
            File.Delete(Path.ChangeExtension(file, ".etlx"));
        }
        return 0;
    }

    private static async Task RecordAsync(int process, int seconds, string file)
    {
        // Names of methods: those compiled meanwhile, and all others at the end (rundown).
        const ClrTraceEventParser.Keywords keywords =
            ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.Loader | ClrTraceEventParser.Keywords.Jit;
        using var session = await new DiagnosticsClient(process).StartEventPipeSessionAsync(
            [new EventPipeProvider(ClrTraceEventParser.ProviderName, EventLevel.Verbose, (long)keywords)],
            requestRundown: true,
            circularBufferMB: 256,
            CancellationToken.None);
        await using var output = File.Create(file);
        var copying = session.EventStream.CopyToAsync(output);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await session.StopAsync(CancellationToken.None);
        await copying;
    }

    private static void Print(string file)
    {
        using var log = new TraceLog(TraceLog.CreateFromEventPipeDataFile(file));
        var sites = new Dictionary<string, long>();
        foreach (var told in log.Events)
        {
            if (told is not GCAllocationTickTraceData tick)
                continue;
            var site = $"{tick.TypeName}  {Callers(tick.CallStack())}";
            sites[site] = sites.GetValueOrDefault(site) + tick.AllocationAmount64;
        }
        var all = (double)sites.Values.Sum();
        foreach (var (site, bytes) in sites.OrderByDescending(static site => site.Value).Take(Rows))
            Console.WriteLine($"{100 * bytes / all,5:0.0} %  {site}");
    }

    private static string Callers(TraceCallStack? stack)
    {
        var names = new List<string>();
        for (var frame = stack; frame != null && names.Count < Frames; frame = frame.Caller)
        {
            var name = frame.CodeAddress.FullMethodName;
            if (name.StartsWith("Rouse.", StringComparison.Ordinal))
                names.Add(Short(name));
        }
        return string.Join(" < ", names);
    }

    // Type and method, without namespace and parameters.
    private static string Short(string name)
    {
        var bare = name[..(name.IndexOf('(', StringComparison.Ordinal) is >= 0 and var end ? end : name.Length)];
        return string.Join('.', bare.Split('.', StringSplitOptions.RemoveEmptyEntries)[^2..]);
    }
}
