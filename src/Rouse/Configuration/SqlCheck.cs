using Rouse.Server.Authentication.Sql;

namespace Rouse.Configuration;

/// <summary>What is wrong with <c>[auth.sql]</c> as a whole, without a connection; and the file of an SQLite database.</summary>
sealed class SqlCheck(IReadOnlyList<Setting> settings, IReadOnlySet<string> wrong)
{
    /// <summary>A path in the configuration file starts from its folder.</summary>
    public SqlOptions Resolve(SqlOptions sql)
    {
        var folder = Find(SqlKeys.Connection)?.Value.Origin.Folder ?? "";
        return sql.Provider == SqlProvider.Sqlite && folder.Length > 0 && SqlDatabase.FileOf(sql.Connection) is { } file
            ? sql with { Connection = SqlDatabase.WithFile(sql.Connection, Path.Combine(folder, file)) }
            : sql;
    }

    public IEnumerable<Fault> Check(SqlOptions sql)
    {
        var first = settings.First(setting => setting.Path.StartsWith(SqlKeys.Section, StringComparison.Ordinal)).Value.Origin;
        foreach (var (key, isThere) in new[]
        {
            (SqlKeys.Provider, sql.Provider != SqlProvider.None), (SqlKeys.Connection, sql.Connection.Length > 0),
            (SqlKeys.Query, sql.Query.Length > 0),
        })
        {
            if (!isThere && !wrong.Contains(key))
                yield return new Fault(first, $"auth.sql needs {key[SqlKeys.Section.Length..]}");
        }
        if (sql.Provider == SqlProvider.None || sql.Connection.Length == 0 || wrong.Contains(SqlKeys.Connection))
            yield break;
        var origin = Find(SqlKeys.Connection)!.Value.Value.Origin;
        if (SqlDatabase.Check(sql.Provider, sql.Connection) is { } error)
            yield return new Fault(origin, $"{SqlKeys.Connection}: {error}");
        else if (sql.Provider == SqlProvider.Sqlite && SqlDatabase.FileOf(sql.Connection) is { } file && !File.Exists(file))
            yield return new Fault(origin, $"{SqlKeys.Connection}: {file}: there is no such file");
    }

    Setting? Find(string key) => settings.Where(setting => setting.Path == key).Cast<Setting?>().LastOrDefault();
}
