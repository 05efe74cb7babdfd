using System.Diagnostics.Metrics;

namespace Rouse.Server.Location;

/// <summary>
/// How many bindings are awake, dormant, asleep, and how many of these can be pushed. Looking at all of them costs a tenth of a second
/// where there are hundreds of thousands, so a count is good for a while.
/// </summary>
sealed class BindingCensus
{
    /// <summary>Less than the usual interval of scrapes; own decision.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);

    readonly Lock _lock = new();
    readonly ILocationStore _locations;
    readonly TimeProvider _time;
    BindingCounts? _last;
    long _takenAt;

    public BindingCensus(ILocationStore locations, TimeProvider time, Meter meter)
    {
        _locations = locations;
        _time = time;
        meter.CreateObservableGauge("rouse.bindings", Measure, null, "Registered phones by state, and whether they can be pushed.");
    }

    public BindingCounts Take()
    {
        lock (_lock)
        {
            if (_last is null || _time.GetElapsedTime(_takenAt) >= GoodFor)
                (_last, _takenAt) = (Count(), _time.GetTimestamp());
            return _last;
        }
    }

    BindingCounts Count()
    {
        var counts = new int[2, 3];
        var now = _time.GetTimestamp();
        foreach (var binding in _locations.All.Where(binding => binding.ExpiresAt > now))
            counts[binding.CanBePushed ? 1 : 0, (int)Reachabilities.Of(binding, _time)]++;
        return new BindingCounts(counts);
    }

    IEnumerable<Measurement<int>> Measure()
    {
        var counts = Take();
        return
            from state in Enum.GetValues<Reachability>()
            from canBePushed in (bool[])[true, false]
            select new Measurement<int>(
                counts.Of(state, canBePushed),
                new("state", state.ToString().ToLowerInvariant()), new("push", canBePushed ? "yes" : "no"));
    }
}

/// <summary>One census.</summary>
sealed class BindingCounts(int[,] counts)
{
    public int Of(Reachability state, bool canBePushed) => counts[canBePushed ? 1 : 0, (int)state];

    public int Of(Reachability state) => Of(state, true) + Of(state, false);

    public int CanBePushed => Enum.GetValues<Reachability>().Sum(state => Of(state, true));
}
