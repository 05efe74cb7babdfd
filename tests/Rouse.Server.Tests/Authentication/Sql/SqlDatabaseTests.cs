using Rouse.Server.Authentication.Sql;

namespace Rouse.Server.Tests.Authentication.Sql;

public class SqlDatabaseTests
{
    const string Secret = "hunter2";

    [Theory]
    [InlineData(SqlProvider.Sqlite, "Data Source=a.db")]
    [InlineData(SqlProvider.PostgreSql, "Host=127.0.0.1;Port=5433;Database=sip;Username=rouse;Password=x;SSL Mode=Require")]
    [InlineData(SqlProvider.PostgreSql, "Host=/var/run/postgresql;Database=sip;Username=rouse")]
    [InlineData(SqlProvider.MariaDb, "Server=127.0.0.1;Port=3307;Database=sip;User ID=rouse;Password=x")]
    [InlineData(SqlProvider.MariaDb, "Server=/run/mysqld/mysqld.sock;Protocol=Unix;Database=sip;User ID=rouse")]
    public void Usual_connection_strings_are_taken(SqlProvider provider, string connection) =>
        Assert.Null(SqlDatabase.Check(provider, connection));

    [Theory]
    [InlineData(SqlProvider.PostgreSql, "Hots=a;Password=hunter2", "'hots' or its value is not known to this provider; write Host=")]
    [InlineData(SqlProvider.PostgreSql, "Host=a;Port=hunter2", "'port' or its value is not known")]
    [InlineData(SqlProvider.PostgreSql, "postgresql://rouse:hunter2@127.0.0.1/sip", "not KEY=VALUE;KEY=VALUE…; write Host=")]
    [InlineData(SqlProvider.MariaDb, "Server=a;Database=b;Passwort=hunter2", "'passwort' or its value is not known")]
    [InlineData(SqlProvider.MariaDb, "Server=a;Port=hunter2", "'port' or its value is not known")]
    [InlineData(SqlProvider.Sqlite, "/var/lib/hunter2.db", "not KEY=VALUE;KEY=VALUE…; write Data Source=")]
    [InlineData(SqlProvider.Sqlite, "Data Source=a;Mode=hunter2", "'mode' or its value is not known")]
    public void What_is_wrong_is_said_without_the_secret(SqlProvider provider, string connection, string begin)
    {
        var error = SqlDatabase.Check(provider, connection);

        Assert.StartsWith(begin, error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=a.db", "a.db")]
    [InlineData("Data Source=:memory:", null)]
    [InlineData("Data Source=file:a.db?mode=ro", null)]
    [InlineData("Mode=ReadOnly", null)]
    public void File_of_sqlite_is_known(string connection, string? file) => Assert.Equal(file, SqlDatabase.FileOf(connection));
}
