using System.Diagnostics.Metrics;

namespace Rouse.Metrics;

/// <summary>
/// Collects instruments and writes them as Prometheus reads them. What is counted by plain numbers is asked only at a scrape; what is
/// recorded (pushes, latencies) is added up when it happens.
/// </summary>
sealed class PrometheusExporter : IDisposable
{
    /// <summary>What is worth knowing of .NET's own; the rest is the same as of the process, or nobody's business here.</summary>
    static readonly string[] OfRuntime =
    [
        "dotnet.gc.collections", "dotnet.gc.pause.time", "dotnet.gc.heap.total_allocated", "dotnet.gc.last_collection.heap.size",
        "dotnet.monitor.lock_contentions", "dotnet.exceptions",
    ];

    const string RuntimeMeter = "System.Runtime";

    readonly Lock _lock = new();
    readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    readonly MeterListener _listener = new();
    readonly IReadOnlyList<Meter> _meters;

    /// <param name="meters">Exactly these, not others of their name; owned from now on.</param>
    public PrometheusExporter(params IReadOnlyList<Meter> meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Measured(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Measured(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Measured(value, tags));
        _listener.Start();
    }

    /// <summary>Of every metric its name, type and help, sorted by name.</summary>
    public IReadOnlyList<MetricFamily> Families
    {
        get
        {
            lock (_lock)
                return [.. _families.Values];
        }
    }

    /// <summary>One scrape; one at a time.</summary>
    public string Write()
    {
        lock (_lock)
        {
            foreach (var family in _families.Values)
                family.BeginScrape();
            _listener.RecordObservableInstruments();
            var text = new PrometheusText();
            foreach (var family in _families.Values)
                family.WriteTo(text);
            return text.ToString();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var meter in _meters)
            meter.Dispose();
    }

    void Publish(Instrument instrument, MeterListener listener)
    {
        var isWanted = _meters.Contains(instrument.Meter)
            || (instrument.Meter.Name == RuntimeMeter && OfRuntime.Contains(instrument.Name));
        if (!isWanted)
            return;
        var family = MetricFamily.Of(instrument);
        lock (_lock)
            _families[family.Name] = family;
        listener.EnableMeasurementEvents(instrument, family);
    }
}
