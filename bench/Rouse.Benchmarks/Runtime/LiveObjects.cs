using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Rouse.Benchmarks.Runtime;

/// <summary>What the memory of a .NET process is made of, from outside: a table of types after a full collection, by bytes.</summary>
internal static class LiveObjects
{
    private const int Rows = 60;

    // Of a heap of some hundred megabytes on one processor; own decision.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(int process)
    {
        var objects = await CountAsync(process);
        var bytes = objects.Values.Sum(static type => type.Bytes);
        Console.WriteLine($"{bytes,14:n0} bytes in {objects.Values.Sum(static type => type.Count):n0} objects");
        foreach (var (name, (count, size)) in objects.OrderByDescending(static type => type.Value.Bytes).Take(Rows))
            Console.WriteLine($"{size,14:n0} {count,10:n0}  {name}");
        return 0;
    }

    private static async Task<Dictionary<string, (long Count, long Bytes)>> CountAsync(int process)
    {
        using var session = await new DiagnosticsClient(process).StartEventPipeSessionAsync(
            [
                new EventPipeProvider(
                    ClrTraceEventParser.ProviderName, EventLevel.Informational, (long)ClrTraceEventParser.Keywords.GCHeapSnapshot),
            ],
            requestRundown: false,
            circularBufferMB: 512,
            CancellationToken.None);
        var names = new Dictionary<ulong, string>();
        var sizes = new Dictionary<ulong, (long Count, long Bytes)>();
        var ended = new TaskCompletionSource();
        using var source = new EventPipeEventSource(session.EventStream);
        source.Clr.TypeBulkType += data =>
        {
            for (var i = 0; i < data.Count; i++)
                names[data.Values(i).TypeID] = data.Values(i).TypeName;
        };
        source.Clr.GCBulkNode += data =>
        {
            for (var i = 0; i < data.Count; i++)
            {
                var (count, bytes) = sizes.GetValueOrDefault(data.Values(i).TypeID);
                sizes[data.Values(i).TypeID] = (count + 1, bytes + (long)data.Values(i).Size);
            }
        };
        // Only the end of the collection comes after the last object.
        source.Clr.GCStop += _ =>
        {
            if (sizes.Count > 0)
                ended.TrySetResult();
        };
        var reading = Task.Run(source.Process);
        await ended.Task.WaitAsync(Patience);
        await session.StopAsync(CancellationToken.None);
        await reading;
        return sizes
            .GroupBy(type => names.GetValueOrDefault(type.Key) ?? $"type {type.Key:x}")
            .ToDictionary(static type => type.Key, static type => (type.Sum(each => each.Value.Count), type.Sum(each => each.Value.Bytes)));
    }
}
