using SQLitePCL;

namespace Rouse.Server.Storage;

/// <summary>SQLite's result codes in the operator's words.</summary>
static class StoreFault
{
    public static StoreException Of(sqlite3? handle, int code, string path)
    {
        var text = handle == null ? raw.sqlite3_errstr(code).utf8_to_string() : raw.sqlite3_errmsg(handle).utf8_to_string();
        // The extended code keeps the primary one in its lower byte.
        var primary = code & 0xff;
        return new StoreException(Words(primary, path, text))
        {
            Code = code,
            NeedsReopening = primary is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN
                or raw.SQLITE_READONLY or raw.SQLITE_PROTOCOL,
        };
    }

    /// <summary>The file was moved, deleted or replaced while it was open. The open one stays in use: it may be put back.</summary>
    public static StoreException Moved(string path) =>
        new($"{path} was moved, deleted or replaced while rouse runs: put it back, or restart rouse with what is there now");

    static string Words(int primary, string path, string text) => primary switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
            $"{path} is damaged ({text}): put a backup in its place, or move it away, and phones must register again",
        raw.SQLITE_FULL => $"{path}: the disk is full",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{path} is in use by another program",
        raw.SQLITE_CANTOPEN => $"{path} cannot be opened ({text})",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => $"{path} cannot be written ({text})",
        _ => $"{path}: {text}",
    };
}
