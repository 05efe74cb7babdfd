using System.Diagnostics.Metrics;

namespace Rouse.Server.Guard;

/// <summary>The metrics of the guard.</summary>
sealed class GuardMeter
{
    readonly long[] _bans = new long[BanReasons.Label.Values.Count];
    long _dropped;
    long _refusedConnections;
    long _refusedRegisters;

    public void Banned(BanReason reason) => Interlocked.Increment(ref _bans[(int)reason]);

    public void Dropped() => Interlocked.Increment(ref _dropped);

    public void ConnectionRefused() => Interlocked.Increment(ref _refusedConnections);

    public void RegisterRefused() => Interlocked.Increment(ref _refusedRegisters);

    /// <summary>The guard is there before the server that has the meter.</summary>
    public void PublishOn(Meter meter)
    {
        meter.CreateObservableCounter("rouse.guard.bans", MeasureBans, null, "Sources and ports banned, by why.");
        meter.CreateObservableCounter(
            "rouse.guard.dropped", () => Volatile.Read(ref _dropped), null, "Messages dropped unread, because their sender is banned.");
        meter.CreateObservableCounter(
            "rouse.guard.connections.refused", () => Volatile.Read(ref _refusedConnections), null,
            "Connections closed at once: there were too many, or their source is banned.");
        meter.CreateObservableCounter(
            "rouse.guard.registers.refused", () => Volatile.Read(ref _refusedRegisters), null,
            "REGISTERs answered 503 because their account sends too many.");
    }

    IEnumerable<Measurement<long>> MeasureBans()
    {
        var label = BanReasons.Label;
        return label.Values.Select(
            (reason, i) => new Measurement<long>(Volatile.Read(ref _bans[i]), new KeyValuePair<string, object?>(label.Name, reason)));
    }
}
