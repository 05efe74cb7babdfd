using System.Diagnostics.Metrics;

namespace Rouse.Server.Telemetry;

/// <summary>
/// Counts what happens often, by labels whose values are known beforehand. Counting is one addition to a plain number; who scrapes reads
/// the numbers.
/// </summary>
sealed class Tally
{
    /// <summary>Values that are shown before they occur; own decision: more than any list of reasons has, fewer than methods.</summary>
    const int MaxZeros = 12;

    readonly long[] _counts;
    readonly KeyValuePair<string, object?>[][] _tags;
    readonly int _columns;

    /// <param name="meter">Where the counter is published.</param>
    /// <param name="name">With dots, as in <c>rouse.exchanges.started</c>.</param>
    /// <param name="description">One line for the operator.</param>
    /// <param name="labels">None, one or two.</param>
    public Tally(Meter meter, string name, string description, params Label[] labels)
    {
        _tags = Label.Combine(labels);
        _counts = new long[_tags.Length];
        _columns = labels.Length == 2 ? labels[1].Values.Count : 1;
        // What is there from the start has a rate from its first event on; of many values most never occur.
        var showsZeros = _tags.Length <= MaxZeros;
        meter.CreateObservableCounter(name, () => Measure(showsZeros), null, description);
    }

    public void Add() => Interlocked.Increment(ref _counts[0]);

    /// <param name="value">Index of the only label's value.</param>
    public void Add(int value) => Interlocked.Increment(ref _counts[value]);

    public void Add(int first, int second) => Interlocked.Increment(ref _counts[(first * _columns) + second]);

    List<Measurement<long>> Measure(bool showsZeros)
    {
        var measured = new List<Measurement<long>>();
        for (var i = 0; i < _counts.Length; i++)
        {
            if (Volatile.Read(ref _counts[i]) is var count && (showsZeros || count > 0))
                measured.Add(new(count, _tags[i]));
        }
        return measured;
    }
}
