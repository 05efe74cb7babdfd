using System.Text;
using SQLitePCL;

namespace Rouse.Server.Storage;

/// <summary>
/// A compiled statement. Parameters count from 1, columns from 0. Bind, then <see cref="Run"/>; or <see cref="Read"/> row by row to the end
/// or until <see cref="Reset"/>.
/// </summary>
sealed class StoreStatement(StoreDatabase database, sqlite3_stmt handle) : IDisposable
{
    // Longer text takes an array of its own.
    const int StackBytes = 512;

    public StoreStatement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public StoreStatement BindText(int parameter, string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var bytes = most <= StackBytes ? stackalloc byte[most] : new byte[most];
        return BindText(parameter, bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
    }

    /// <param name="parameter">Its number.</param>
    /// <param name="value">UTF-8.</param>
    public StoreStatement BindText(int parameter, ReadOnlySpan<byte> value)
    {
        database.Check(raw.sqlite3_bind_text(handle, parameter, value));
        return this;
    }

    public StoreStatement BindBlob(int parameter, ReadOnlySpan<byte> value)
    {
        database.Check(raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    /// <summary>Runs a statement that gives no rows, and makes it ready for the next time.</summary>
    public void Run()
    {
        while (Read())
        {
        }
    }

    /// <summary>Steps to the next row; false behind the last, and then it is ready for the next time.</summary>
    public bool Read()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        Reset();
        if (code != raw.SQLITE_DONE)
            database.Check(code);
        return false;
    }

    /// <summary>Ends what is being read and forgets the parameters.</summary>
    public void Reset()
    {
        _ = raw.sqlite3_reset(handle);
        _ = raw.sqlite3_clear_bindings(handle);
    }

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>Text as UTF-8, or a blob; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => handle.Dispose();
}
