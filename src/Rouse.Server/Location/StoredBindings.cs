using Microsoft.Extensions.Logging;
using Rouse.Server.Storage;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>The bindings on the disk over the life of a server: read at its start, followed while it runs.</summary>
sealed class StoredBindings : IDisposable
{
    /// <summary>How often rows are written that nobody waits for; a lease is an hour at least, so it matters little.</summary>
    static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(1);

    /// <summary>So long a wall clock has to go on saying that a row has ended, until it is removed: some are wrong at the start.</summary>
    static readonly TimeSpan ConfirmAfter = TimeSpan.FromSeconds(60);

    readonly MemoryLocationStore _locations;
    readonly ITimer _write;
    readonly ITimer _confirm;

    StoredBindings(MemoryLocationStore locations, IReadOnlyList<EndedRow> ended, TimeProvider time)
    {
        _locations = locations;
        _write = time.CreateTimer(static s => ((MemoryLocationStore)s!).WriteBehind(), locations, WriteInterval, WriteInterval);
        _confirm = time.CreateTimer(_ => Confirm(ended, time), null, ConfirmAfter, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads them all into <paramref name="locations"/>. The writer must not write yet.</summary>
    /// <param name="writer">Opens the database.</param>
    /// <param name="locations">Gets the bindings.</param>
    /// <param name="flows">Bound, but not receiving yet.</param>
    /// <param name="canBePushed">See <see cref="BindingLoader"/>.</param>
    /// <param name="time">Clock of the bindings.</param>
    /// <param name="log">Is told how many there were.</param>
    public static StoredBindings Load(
        StoreWriter writer,
        MemoryLocationStore locations,
        IFlowTable flows,
        Func<string, string, bool, bool> canBePushed,
        TimeProvider time,
        ILogger log)
    {
        var began = time.GetTimestamp();
        var loader = new BindingLoader(locations, flows, canBePushed, time);
        var count = loader.Load(writer.Open());
        if (count > 0)
            Log.Loaded(log, count, (long)time.GetElapsedTime(began).TotalMilliseconds);
        return new StoredBindings(locations, loader.Ended, time);
    }

    public void Dispose()
    {
        _confirm.Dispose();
        _write.Dispose();
        _locations.WriteBehind();
    }

    void Confirm(IReadOnlyList<EndedRow> ended, TimeProvider time)
    {
        var now = time.GetUtcNow();
        foreach (var row in ended)
        {
            if (row.KeepUntil < now)
                _locations.Compare(row.Key);
        }
    }
}

static partial class Log
{
    [LoggerMessage(2, LogLevel.Information, "{Count} bindings read in {Milliseconds} ms")]
    public static partial void Loaded(ILogger log, int count, long milliseconds);
}
