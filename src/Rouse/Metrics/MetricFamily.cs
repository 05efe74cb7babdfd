using System.Diagnostics.Metrics;

namespace Rouse.Metrics;

/// <summary>What Prometheus knows as one metric: an instrument with what was measured of it, by labels.</summary>
sealed class MetricFamily
{
    readonly Lock _lock = new();
    readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    readonly IReadOnlyList<double> _buckets;
    readonly bool _isObserved;

    MetricFamily(Instrument instrument, MetricType type, IReadOnlyList<double> buckets)
    {
        Name = PrometheusText.NameOf(instrument.Name, instrument.Unit, type);
        Help = instrument.Description ?? "";
        Type = type;
        _buckets = buckets;
        _isObserved = instrument.IsObservable;
    }

    public string Name { get; }

    public string Help { get; }

    public MetricType Type { get; }

    public static MetricFamily Of(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        return kind == typeof(Histogram<>) ? new MetricFamily(instrument, MetricType.Histogram, BucketsOf(instrument))
            : kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? new MetricFamily(instrument, MetricType.Counter, [])
            : new MetricFamily(instrument, MetricType.Gauge, []);
    }

    /// <summary>What is asked at a scrape is measured anew.</summary>
    public void BeginScrape()
    {
        if (!_isObserved)
            return;
        lock (_lock)
            _series.Clear();
    }

    /// <summary>Of counters and of what several sources observe, the sum; of a histogram one more value.</summary>
    public void Measured(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.LabelsOf(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series))
                _series[labels] = series = new Series(_buckets.Count + 1);
            series.Add(value, _buckets);
        }
    }

    public void WriteTo(PrometheusText text)
    {
        lock (_lock)
        {
            text.Begin(Name, Help, Type);
            foreach (var (labels, series) in _series)
            {
                if (Type == MetricType.Histogram)
                    WriteHistogram(text, labels, series);
                else
                    text.Sample(Name, labels, series.Sum);
            }
        }
    }

    void WriteHistogram(PrometheusText text, string labels, Series series)
    {
        var upTo = 0L;
        for (var i = 0; i < _buckets.Count; i++)
            text.Bucket(Name, labels, _buckets[i], upTo += series.Counts[i]);
        text.Bucket(Name, labels, double.PositiveInfinity, upTo + series.Counts[^1]);
        text.Sample(Name + "_sum", labels, series.Sum);
        text.Sample(Name + "_count", labels, upTo + series.Counts[^1]);
    }

    static IReadOnlyList<double> BucketsOf(Instrument instrument) =>
        (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries
        ?? throw new ArgumentException($"{instrument.Name} has no buckets", nameof(instrument));

    sealed class Series(int buckets)
    {
        public double Sum { get; private set; }

        /// <summary>Values in each bucket, and at the end those above all.</summary>
        public long[] Counts { get; } = new long[buckets];

        public void Add(double value, IReadOnlyList<double> limits)
        {
            Sum += value;
            var bucket = 0;
            while (bucket < limits.Count && value > limits[bucket])
                bucket++;
            if (Counts.Length > 0)
                Counts[bucket]++;
        }
    }
}

/// <summary>As Prometheus calls them.</summary>
enum MetricType : byte
{
    Counter,
    Gauge,
    Histogram,
}
