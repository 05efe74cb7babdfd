using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;

namespace Rouse.Server.Authentication.Sql;

/// <summary>
/// The connection string of each provider, completed with what the server needs. Whatever is wrong with one is said without showing its
/// values: one is a password.
/// </summary>
static class SqlDatabase
{
    const string DataSource = "Data Source";

    /// <summary>What is wrong with a connection string, or null.</summary>
    public static string? Check(SqlProvider provider, string connection) =>
        TryRead(provider, connection, out _, out var error) ? null : error;

    /// <summary>The file of an SQLite connection string; null for anything that is not a plain path.</summary>
    public static string? FileOf(string connection) =>
        TryRead(SqlProvider.Sqlite, connection, out var builder, out _) && builder is SqliteConnectionStringBuilder { DataSource: var file }
            && file.Length > 0 && file[0] != ':' && !file.StartsWith("file:", StringComparison.Ordinal)
            ? file
            : null;

    /// <summary>The connection string with another file.</summary>
    public static string WithFile(string connection, string file) =>
        new DbConnectionStringBuilder { ConnectionString = connection, [DataSource] = file }.ConnectionString;

    /// <exception cref="ArgumentException">The connection string is wrong; the text shows no secret.</exception>
    public static DbDataSource Open(SqlOptions options)
    {
        if (!TryRead(options.Provider, options.Connection, out var builder, out var error))
            throw new ArgumentException($"connection: {error}");
        // In case that a driver does not hear when the server gives up, which is sooner.
        var seconds = (int)Math.Ceiling(options.Timeout.TotalSeconds + SourceHealth.FirstTimeout.TotalSeconds);
        switch (builder)
        {
            case SqliteConnectionStringBuilder sqlite:
                // Not pooled: who replaces the file by another gets it read.
                sqlite.Mode = sqlite.Mode == SqliteOpenMode.ReadWriteCreate ? SqliteOpenMode.ReadOnly : sqlite.Mode;
                sqlite.Pooling = false;
                sqlite.DefaultTimeout = seconds;
                return SqliteFactory.Instance.CreateDataSource(sqlite.ConnectionString);
            case NpgsqlConnectionStringBuilder postgres:
                postgres.MaxPoolSize = options.Connections + 1;
                postgres.Timeout = postgres.CommandTimeout = seconds;
                // A server that hangs does not answer the request to cancel either.
                postgres.CancellationTimeout = -1;
                return new NpgsqlDataSourceBuilder(postgres.ConnectionString).Build();
            default:
                var maria = (MySqlConnectionStringBuilder)builder;
                maria.MaximumPoolSize = (uint)options.Connections + 1;
                maria.ConnectionTimeout = maria.DefaultCommandTimeout = (uint)seconds;
                maria.CancellationTimeout = -1;
                return new MySqlDataSource(maria.ConnectionString);
        }
    }

    /// <summary>The secret in a connection string; null when there is none.</summary>
    public static string? PasswordOf(SqlOptions options) => TryRead(options.Provider, options.Connection, out var builder, out _)
        ? builder switch
        {
            NpgsqlConnectionStringBuilder postgres => postgres.Password,
            MySqlConnectionStringBuilder maria => maria.Password,
            SqliteConnectionStringBuilder sqlite => sqlite.Password,
            _ => null,
        }
        : null;

    static bool TryRead(
        SqlProvider provider, string connection, [NotNullWhen(true)] out DbConnectionStringBuilder? builder,
        [NotNullWhen(false)] out string? error)
    {
        builder = null;
        error = null;
        DbConnectionStringBuilder written;
        try
        {
            written = new DbConnectionStringBuilder { ConnectionString = connection };
        }
        catch (ArgumentException)
        {
            error = $"not KEY=VALUE;KEY=VALUE…; write {Example(provider)}";
            return false;
        }
        builder = provider switch
        {
            SqlProvider.Sqlite => new SqliteConnectionStringBuilder(),
            SqlProvider.PostgreSql => new NpgsqlConnectionStringBuilder(),
            _ => new MySqlConnectionStringBuilder(),
        };
        foreach (string key in written.Keys)
        {
            if (!TrySet(builder, key, written[key]))
            {
                error = $"'{key}' or its value is not known to this provider; write {Example(provider)}";
                return false;
            }
        }
        return true;
    }

    static bool TrySet(DbConnectionStringBuilder builder, string key, object value)
    {
        try
        {
            builder[key] = value;
            return true;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }

    static string Example(SqlProvider provider) => provider switch
    {
        SqlProvider.Sqlite => "Data Source=accounts.db",
        SqlProvider.PostgreSql => "Host=127.0.0.1;Database=sip;Username=rouse;Password=…",
        _ => "Server=127.0.0.1;Database=sip;User ID=rouse;Password=…",
    };
}
