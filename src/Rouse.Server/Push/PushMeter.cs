using System.Diagnostics;
using System.Diagnostics.Metrics;
using Rouse.Push;
using Rouse.Server.Telemetry;

namespace Rouse.Server.Push;

/// <summary>The metrics of the pushes; every label comes from the configuration or from a list.</summary>
sealed class PushMeter
{
    readonly Counter<long> _pushes;
    readonly Histogram<double> _duration;

    public PushMeter(Meter meter, PushProviders providers)
    {
        _pushes = meter.CreateCounter<long>("rouse.pushes", null, "Pushes, by app and by what the provider said of them.");
        _duration = Buckets.Seconds(
            meter, "rouse.push.duration", "From the push to the provider's answer, with retries and the wait for its turn.", Buckets.Push);
        meter.CreateObservableGauge(
            "rouse.push.pending", () => Measure(providers, load => load.Pending), null,
            "Pushes that wait for their turn, for a retry, or for an answer.");
        meter.CreateObservableGauge(
            "rouse.push.suspended", () => Measure(providers, load => load.IsSuspended ? 1 : 0), null,
            "1 while the provider has failed for so long that it is asked only now and then.");
    }

    public void Answered(PushApp app, PushOutcome outcome, TimeSpan after)
    {
        _duration.Record(after.TotalSeconds, app.Tags.Tags);
        Count(app.Tags, PushReasons.ResultOf(outcome.Verdict), PushReasons.Of(outcome));
    }

    /// <summary>It was not needed any more.</summary>
    public void TakenBack(PushApp app) => Count(app.Tags, "taken_back", "");

    /// <summary>It was not even tried.</summary>
    /// <param name="app">Null where none is configured.</param>
    /// <param name="reason">Of a list.</param>
    public void NotSent(PushApp? app, string reason) => Count(app?.Tags ?? AppTags.None, "not_sent", reason);

    void Count(AppTags app, string result, string reason) =>
        _pushes.Add(1, new TagList([.. app.Tags, new("result", result), new("reason", reason)]));

    // Several apps may stand for one provider.
    static IEnumerable<Measurement<int>> Measure(PushProviders providers, Func<PushLoad, int> value) =>
        from app in providers.Apps
        where app.Provider.Load is not null
        select new Measurement<int>(value(app.Provider.Load!.Value), app.Tags.Tags);
}
