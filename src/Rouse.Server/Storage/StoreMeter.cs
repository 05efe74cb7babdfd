using System.Diagnostics.Metrics;

namespace Rouse.Server.Storage;

/// <summary>The metrics of the database in the data folder.</summary>
sealed class StoreMeter
{
    public StoreMeter(Meter meter, StoreWriter writer)
    {
        meter.CreateObservableGauge("rouse.store.queued", () => writer.Queued, null, "Writes that wait for the database.");
        meter.CreateObservableGauge(
            "rouse.store.delay", () => writer.Delay.TotalSeconds, "s",
            "Age of the oldest write that waits; from 0.5 on new phones are refused.");
        meter.CreateObservableGauge("rouse.store.failing", () => writer.IsFailing ? 1 : 0, null, "1 while the database takes no writes.");
        meter.CreateObservableCounter("rouse.store.writes", () => writer.Written, null, "Writes that are in the database.");
        meter.CreateObservableCounter("rouse.store.commits", () => writer.Commits, null, "Transactions of the database.");
        meter.CreateObservableCounter("rouse.store.failures", () => writer.Failures, null, "Transactions that failed.");
    }
}
