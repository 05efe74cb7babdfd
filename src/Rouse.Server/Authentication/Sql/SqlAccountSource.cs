using System.Data.Common;
using Microsoft.Extensions.Logging;
using Rouse.Server.Location;

namespace Rouse.Server.Authentication.Sql;

/// <summary>The operator's query, asked of the operator's database.</summary>
sealed class SqlAccountSource : IAccountSource, IAsyncDisposable
{
    readonly DbDataSource _database;
    readonly SqlQuery _query;
    readonly string? _password;
    readonly TaskCreationOptions _thread;
    readonly ILogger _log;

    /// <exception cref="ArgumentException">The options are wrong; the text shows no secret.</exception>
    public SqlAccountSource(SqlOptions options, ILogger log)
    {
        _query = SqlQuery.TryParse(options.Query, out var query, out var error) ? query : throw new ArgumentException($"query: {error}");
        _database = SqlDatabase.Open(options);
        _password = SqlDatabase.PasswordOf(options);
        // SQLite's driver only looks asynchronous: a locked file holds its thread, so it gets one of its own.
        _thread = options.Provider == SqlProvider.Sqlite ? TaskCreationOptions.LongRunning : TaskCreationOptions.None;
        _log = log;
    }

    public Task<Account?> FindAsync(AddressOfRecord aor, CancellationToken cancellation) =>
        Task.Factory.StartNew(
            () => AskAsync(aor, cancellation), CancellationToken.None, _thread | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default).Unwrap();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    async Task<Account?> AskAsync(AddressOfRecord aor, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await _database.OpenConnectionAsync(cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = _query.Text;
            foreach (var name in _query.Parameters)
                command.Parameters.Add(ParameterOf(command, name, name == SqlQuery.User ? aor.User : aor.Domain));
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return await new AccountRows(aor, _log).ReadAsync(reader, cancellation);
        }
        catch (Exception failure) when (HoldsPassword(failure))
        {
            throw new InvalidOperationException(Masked(SourceFailure.Text(failure)));
        }
    }

    static DbParameter ParameterOf(DbCommand command, string name, string value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = $"@{name}";
        parameter.Value = value;
        return parameter;
    }

    // What a driver writes into its exceptions is not ours to know.
    bool HoldsPassword(Exception failure) =>
        !string.IsNullOrEmpty(_password) && SourceFailure.Text(failure).Contains(_password, StringComparison.Ordinal);

    string Masked(string text) => text.Replace(_password!, "…", StringComparison.Ordinal);
}
