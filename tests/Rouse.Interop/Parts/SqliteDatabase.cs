namespace Rouse.Interop.Parts;

/// <summary>An SQLite file, made by its own command line.</summary>
public sealed class SqliteDatabase : DatabaseServer
{
    public override string Provider => "sqlite";

    public override string Connection => $"Data Source={Path.Combine(Folder, "accounts.db")}";

    public override async ValueTask InitializeAsync() =>
        await Run("root", "sqlite3", Path.Combine(Folder, "accounts.db"), Accounts);
}
