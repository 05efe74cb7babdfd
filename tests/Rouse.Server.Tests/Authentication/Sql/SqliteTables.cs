using Microsoft.Data.Sqlite;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Sql;
using Rouse.Server.Location;
using Rouse.Server.Tests.Configuration;

namespace Rouse.Server.Tests.Authentication.Sql;

/// <summary>A real SQLite file of the test, and accounts out of it.</summary>
sealed class SqliteTables : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public RecordedLog Log { get; } = new();

    public string Path => _folder["accounts.db"];

    public void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public SqlAccountSource Open(string query, string? connection = null) =>
        new(new SqlOptions { Provider = SqlProvider.Sqlite, Connection = connection ?? $"Data Source={Path}", Query = query }, Log);

    public async Task<Account?> Find(string query, string user, string domain = "example.org")
    {
        await using var source = Open(query);
        return await source.FindAsync(new AddressOfRecord(user, domain), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();
}
