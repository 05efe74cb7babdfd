using System.Diagnostics.Metrics;

namespace Rouse.Server.Telemetry;

/// <summary>Histograms of seconds with their limits.</summary>
static class Buckets
{
    /// <summary>A provider answers in 50–300 ms, is given 5 s for a request and the rest of the ring window for retries.</summary>
    public static IReadOnlyList<double> Push { get; } = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>A phone registers within seconds; iOS gives it 15 s, the ring window ends after 90 s.</summary>
    public static IReadOnlyList<double> Wake { get; } = [0.25, 0.5, 1, 2, 3, 5, 8, 15, 30, 60, 90];

    /// <summary>An idle server needs less than a millisecond; after 0.5 s the first retransmissions come (RFC 3261 §17.1.1.1).</summary>
    public static IReadOnlyList<double> Delay { get; } = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 5];

    public static Histogram<double> Seconds(Meter meter, string name, string description, IReadOnlyList<double> limits) =>
        meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = limits });
}
