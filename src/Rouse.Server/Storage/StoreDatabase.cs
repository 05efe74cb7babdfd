using System.Runtime.InteropServices;
using SQLitePCL;

namespace Rouse.Server.Storage;

/// <summary>
/// One open connection to the database of the data folder: SQLite in WAL mode, with the schema of this version. Belongs to one thread at a
/// time. Straight on SQLite's own interface, because rows are read and written as spans, without an object for each value.
/// </summary>
sealed class StoreDatabase : IDisposable
{
    /// <summary>In the data folder.</summary>
    public const string FileName = "rouse.db";

    // Another process that writes, such as a shell of the operator, is waited for; long enough for a row, too short to make phones wait.
    const int BusyMilliseconds = 1000;

    // SQLITE_FCNTL_HAS_MOVED; the package has no name for it. Windows does not know it, and lets nobody move an open file.
    const int HasMoved = 20;

    readonly sqlite3 _handle;
    readonly Dictionary<string, StoreStatement> _statements = [];

    static StoreDatabase() => Batteries_V2.Init();

    StoreDatabase(sqlite3 handle, string path) => (_handle, Path) = (handle, path);

    public string Path { get; }

    /// <summary>Opens the database, made with mode 0600 when it is not there, and brings its schema to this version.</summary>
    /// <exception cref="StoreException">It is no database, damaged, of a newer version, or cannot be read and written.</exception>
    public static StoreDatabase Open(string path, StoreOptions options)
    {
        StoreFile.Make(path);
        var database = new StoreDatabase(Connect(path, raw.SQLITE_OPEN_READWRITE), path);
        try
        {
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute($"PRAGMA synchronous = {options.Synchronous}");
            StoreSchema.Migrate(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database that is there, for reading: beside the one that writes, or without it.</summary>
    /// <exception cref="StoreException">It is no database, or cannot be read.</exception>
    public static StoreDatabase OpenToRead(string path) => new(Connect(path, raw.SQLITE_OPEN_READONLY), path);

    /// <summary>The statement, compiled once for this connection; to be used up before it is asked for again.</summary>
    public StoreStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known;
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var compiled));
        return _statements[sql] = new StoreStatement(this, compiled);
    }

    /// <summary>Runs one or several statements that give nothing.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>The first column of the only row.</summary>
    public long ReadNumber(string sql)
    {
        var statement = Prepare(sql);
        var value = statement.Read() ? statement.Int64(0) : 0;
        statement.Reset();
        return value;
    }

    /// <summary>Begins to write.</summary>
    /// <exception cref="StoreException">Another writes, or the file is not where it was: writes would be lost with it.</exception>
    public void Begin()
    {
        Execute("BEGIN IMMEDIATE");
        if (FileControl(_handle.DangerousGetHandle(), 0, HasMoved, out var isMoved) == raw.SQLITE_OK && isMoved != 0)
            throw StoreFault.Moved(Path);
    }

    public void Commit() => Execute("COMMIT");

    /// <summary>Ends a transaction that failed; what cannot be undone is not there to be undone.</summary>
    public void Rollback()
    {
        foreach (var statement in _statements.Values)
            statement.Reset();
        if (raw.sqlite3_get_autocommit(_handle) == 0)
            _ = raw.sqlite3_exec(_handle, "ROLLBACK");
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _handle.Dispose();
    }

    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw StoreFault.Of(_handle, code, Path);
    }

    static sqlite3 Connect(string path, int mode)
    {
        // One thread uses it, so SQLite's own locks would be for nothing.
        var code = raw.sqlite3_open_v2(path, out var handle, mode | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            var fault = StoreFault.Of(handle, code, path);
            handle?.Dispose();
            throw fault;
        }
        _ = raw.sqlite3_extended_result_codes(handle, 1);
        _ = raw.sqlite3_busy_timeout(handle, BusyMilliseconds);
        return handle;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    static extern int FileControl(nint handle, nint name, int operation, out int answer);
}
