using Rouse.Server;
using Rouse.Server.Timelines;

namespace Rouse.Configuration;

/// <summary><c>[timelines]</c>.</summary>
static class TimelineKeys
{
    const int MaxExchanges = 1_000_000;

    /// <summary>An array holds 2 GiB at most; a ring that large belongs into a database.</summary>
    const int MaxMegabytes = 2_048;

    /// <summary>Own decision: longer than anybody looks back, and 64 GiB.</summary>
    static readonly TimeSpan MaxKeep = TimeSpan.FromDays(366);
    const int MaxKeptMegabytes = 65_536;

    const long Megabyte = 1L << 20;

    static readonly TimelineOptions Initial = new();

    static readonly ValueKind<int> Exchanges = Kinds.Number(1, MaxExchanges);
    static readonly ValueKind<int> Megabytes = Kinds.Number(1, MaxMegabytes);

    static readonly ValueKind<TimeSpan> Keep = Kinds.Duration(TimeSpan.Zero, MaxKeep);
    static readonly ValueKind<int> KeptMegabytes = Kinds.Number(1, MaxKeptMegabytes);

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<bool>(
            "timelines.privacy", Kinds.Flag, Kinds.Flag.Write(Initial.Privacy),
            (options, _, privacy) => With(options, timelines => timelines with { Privacy = privacy }),
            "Whether the names, numbers and addresses of people are left out of what is remembered of calls and messages.")
        {
            IsReloaded = true,
        },
        new ConfigKey<int>(
            "timelines.exchanges", Exchanges, Exchanges.Write(Initial.Exchanges),
            (options, _, exchanges) => With(options, timelines => timelines with { Exchanges = exchanges }),
            "Calls and messages that are remembered, in memory, the oldest goes; a tenth as many that were refused beside them. "
            + "10000: a working day of some hundred users."),
        new ConfigKey<int>(
            "timelines.megabytes", Megabytes, Megabytes.Write((int)(Initial.MaxBytes / Megabyte)),
            (options, _, megabytes) => With(options, timelines => timelines with { MaxBytes = megabytes * Megabyte }),
            "What they may take, in units of 1,048,576 bytes. 64: far more than calls usually take (300 bytes, 1 kB where phones were "
            + "woken), so that it ends only what somebody makes large on purpose."),
        new ConfigKey<TimeSpan>(
            "timelines.keep", Keep, Keep.Write(Initial.Keep),
            (options, _, keep) => With(options, timelines => timelines with { Keep = keep }),
            "How long calls and messages that woke a phone are remembered over restarts, in the database of the data folder; \"0\": not at "
            + "all, and those kept before are deleted. 7d: who did not get a call says so within days."),
        new ConfigKey<int>(
            "timelines.keep_megabytes", KeptMegabytes, KeptMegabytes.Write((int)(Initial.MaxKeptBytes / Megabyte)),
            (options, _, megabytes) => With(options, timelines => timelines with { MaxKeptBytes = megabytes * Megabyte }),
            "What those may take, the oldest goes. 256: some 200,000 of them."),
    ];

    static ServerOptions With(ServerOptions options, Func<TimelineOptions, TimelineOptions> change) =>
        options with { Timelines = change(options.Timelines) };
}
