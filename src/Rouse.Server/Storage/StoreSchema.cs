using System.Reflection;

namespace Rouse.Server.Storage;

/// <summary>
/// The schema: numbered SQL files in this assembly (<c>001_bindings.sql</c> …), each run once, in order and in a transaction of its own.
/// <c>PRAGMA user_version</c> holds the number of the last one.
/// </summary>
static class StoreSchema
{
    static readonly (int Version, string Name)[] Files = [.. Find().OrderBy(static file => file.Version)];

    /// <summary>Number of the newest file.</summary>
    public static int Version => Files[^1].Version;

    /// <exception cref="StoreException">The database is of a newer version, or a file could not be run.</exception>
    public static void Migrate(StoreDatabase database)
    {
        var present = database.ReadNumber("PRAGMA user_version");
        if (present > Version)
        {
            throw new StoreException(
                $"{database.Path} was written by a newer rouse (schema {present}, this one knows {Version}): start that one, "
                + "or put a backup from before the update in its place");
        }
        foreach (var (version, name) in Files)
        {
            if (version > present)
                Run(database, version, name);
        }
    }

    static void Run(StoreDatabase database, int version, string name)
    {
        database.Begin();
        try
        {
            database.Execute(Text(name));
            database.Execute($"PRAGMA user_version = {version}");
            database.Commit();
        }
        catch
        {
            database.Rollback();
            throw;
        }
    }

    static IEnumerable<(int Version, string Name)> Find() =>
        from name in Assembly.GetExecutingAssembly().GetManifestResourceNames()
        where name.EndsWith(".sql", StringComparison.Ordinal)
        select (int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), null), name);

    static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
