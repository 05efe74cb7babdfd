using Rouse.Server.Storage;

namespace Rouse.Configuration;

/// <summary><c>[store]</c>.</summary>
static class StoreKeys
{
    static readonly ValueKind<Synchronous> Modes = Kinds.Choice(("normal", Synchronous.Normal), ("full", Synchronous.Full));

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<Synchronous>(
            "store.synchronous", Modes, Modes.Write(new StoreOptions().Synchronous),
            (options, _, mode) => options with { Store = options.Store with { Synchronous = mode } },
            "When the database in the data folder waits for the disk. \"normal\": what was answered survives any end of the process, a "
            + "power cut may cost the last moments. \"full\": it survives a power cut, too; each REGISTER that brings something new then "
            + "waits for the disk itself. normal: SQLite's own advice for its write-ahead log."),
    ];
}
