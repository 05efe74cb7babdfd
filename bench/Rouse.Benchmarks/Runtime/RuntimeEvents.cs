using System.Diagnostics.Tracing;
using System.Globalization;
using System.Text.Json;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Rouse.Benchmarks.Runtime;

/// <summary>
/// Listens to a .NET process from outside, as every such process allows its owner (EventPipe): what it allocates and how long the garbage
/// collector stops it. Prints one line of JSON.
/// </summary>
internal sealed class RuntimeEvents
{
    // The counter's own shortest interval.
    private const string CounterSeconds = "1";

    private const int Types = 25;

    private readonly List<double> _pauses = [];
    private readonly int[] _collections = new int[3];
    private readonly Dictionary<string, long> _types = [];
    private double _stopped = double.NaN, _allocated, _counted;

    public static async Task<int> RunAsync(int process, int seconds)
    {
        var client = new DiagnosticsClient(process);
        using var session = await client.StartEventPipeSessionAsync(
            [
                new EventPipeProvider(
                    ClrTraceEventParser.ProviderName, EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GC),
                new EventPipeProvider(
                    "System.Runtime", EventLevel.Informational,
                    arguments: new Dictionary<string, string> { ["EventCounterIntervalSec"] = CounterSeconds }),
            ],
            requestRundown: false,
            circularBufferMB: 64,
            CancellationToken.None);
        var events = new RuntimeEvents();
        var listening = Task.Run(() => events.Listen(session.EventStream));
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await session.StopAsync(CancellationToken.None);
        await listening;
        Console.WriteLine(events.ToJson());
        return 0;
    }

    private void Listen(Stream stream)
    {
        using var source = new EventPipeEventSource(stream);
        source.Clr.GCStart += collection => _collections[Math.Clamp(collection.Depth, 0, 2)]++;
        source.Clr.GCSuspendEEStart += Stopping;
        source.Clr.GCRestartEEStop += Restarted;
        // One in some 100 kB, so that the shares are those of bytes.
        source.Clr.GCAllocationTick += tick =>
            _types[tick.TypeName] = _types.GetValueOrDefault(tick.TypeName) + tick.AllocationAmount64;
        source.Dynamic.All += Count;
        source.Process();
    }

    private void Stopping(GCSuspendEETraceData stop)
    {
        if (stop.Reason is GCSuspendEEReason.SuspendForGC or GCSuspendEEReason.SuspendForGCPrep)
            _stopped = stop.TimeStampRelativeMSec;
    }

    private void Restarted(GCNoUserDataTraceData restart)
    {
        if (!double.IsNaN(_stopped))
            _pauses.Add(restart.TimeStampRelativeMSec - _stopped);
        _stopped = double.NaN;
    }

    private void Count(TraceEvent counter)
    {
        if (counter.EventName != "EventCounters" || counter.PayloadValue(0) is not IDictionary<string, object> values
            || values["Payload"] is not IDictionary<string, object> payload || payload["Name"] as string != "alloc-rate")
            return;
        _allocated += Convert.ToDouble(payload["Increment"], CultureInfo.InvariantCulture);
        _counted += Convert.ToDouble(payload["IntervalSec"], CultureInfo.InvariantCulture);
    }

    private string ToJson()
    {
        _pauses.Sort();
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["allocated_bytes_per_s"] = _counted > 0 ? Math.Round(_allocated / _counted) : 0.0,
            ["gen0"] = _collections[0],
            ["gen1"] = _collections[1],
            ["gen2"] = _collections[2],
            ["gc_pauses"] = _pauses.Count,
            ["gc_pause_p50_ms"] = Pause(0.5),
            ["gc_pause_p99_ms"] = Pause(0.99),
            ["gc_pause_p999_ms"] = Pause(0.999),
            ["gc_pause_max_ms"] = Pause(1),
            ["allocated_percent"] = _types.OrderByDescending(type => type.Value).Take(Types).ToDictionary(
                type => type.Key, type => Math.Round(100.0 * type.Value / _types.Values.Sum(), 1)),
        });
    }

    private double Pause(double fraction) =>
        _pauses.Count == 0 ? 0 : Math.Round(_pauses[Math.Min(_pauses.Count - 1, (int)(fraction * _pauses.Count))], 3);
}
