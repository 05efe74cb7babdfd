using Rouse.Configuration;
using Rouse.Server.Authentication.Sql;

namespace Rouse.Server.Tests.Configuration;

/// <summary>What is wrong with <c>[auth.sql]</c>, said without a connection and without its password.</summary>
public sealed class SqlFaultTests : IDisposable
{
    const string Query = "query = \"SELECT password FROM users WHERE name = @user\"";
    const string Postgres = "connection = \"Host=a;Password=hunter2\"";

    readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(
        $"provider = \"postgres\"\n{Postgres}\n{Query}",
        "2: auth.sql.provider: \"postgres\" is not \"sqlite\" or \"postgresql\" or \"mariadb\" or \"mysql\"; did you mean \"postgresql\"?")]
    [InlineData($"provider = \"postgresql\"\n{Postgres}", "2: auth.sql needs query")]
    [InlineData($"provider = \"postgresql\"\n{Query}", "2: auth.sql needs connection")]
    [InlineData($"{Postgres}\n{Query}", "2: auth.sql needs provider")]
    [InlineData(
        $"provider = \"postgresql\"\n{Postgres}\nquery = \"SELECT password FROM users WHERE name = @name\"",
        "4: auth.sql.query: the query asks for @name, which is not there; it may ask for @user and @domain")]
    [InlineData(
        $"provider = \"postgresql\"\n{Postgres}\nquery = \"SELECT password FROM users\"",
        "4: auth.sql.query: the query asks for no user; write @user where the user part of the address belongs")]
    [InlineData(
        $"provider = \"postgresql\"\nconnection = \"Hots=a;Password=hunter2\"\n{Query}",
        "3: auth.sql.connection: 'hots' or its value is not known to this provider; "
        + "write Host=127.0.0.1;Database=sip;Username=rouse;Password=…")]
    [InlineData(
        $"provider = \"mysql\"\nconnection = \"hunter2\"\n{Query}",
        "3: auth.sql.connection: not KEY=VALUE;KEY=VALUE…; write Server=127.0.0.1;Database=sip;User ID=rouse;Password=…")]
    [InlineData(
        $"provider = \"postgresql\"\n{Postgres}\n{Query}\ntimeout = \"11s\"",
        "5: auth.sql.timeout: 11s is too long; it may be 100ms to 10s")]
    [InlineData(
        $"provider = \"postgresql\"\n{Postgres}\n{Query}\ntimeout = \"99ms\"",
        "5: auth.sql.timeout: 99ms is too short; it may be 100ms to 10s")]
    [InlineData($"provider = \"postgresql\"\n{Postgres}\n{Query}\nconnections = 0", "5: auth.sql.connections: 0 is not from 1 to 100")]
    [InlineData($"provider = \"postgresql\"\n{Postgres}\n{Query}\nconnections = 101", "5: auth.sql.connections: 101 is not from 1 to 100")]
    [InlineData($"provider = \"postgresql\"\n{Postgres}\n{Query}\npool = 1", "5: key 'auth.sql.pool' is not known; known here:")]
    public void Fault_has_its_line_and_no_secret(string keys, string fault)
    {
        var file = _folder.Write("rouse.toml", $"[auth.sql]\n{keys}\n");

        var found = Assert.Single(Load(file).Faults).ToString();

        Assert.StartsWith($"{file}:{fault}", found, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", found, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_has_its_default()
    {
        var file = _folder.Write("rouse.toml", $"[auth.sql]\nprovider = \"postgresql\"\n{Postgres}\n{Query}\n");

        var sql = Load(file).Options.Auth.Sql!;

        Assert.Equal(SqlProvider.PostgreSql, sql.Provider);
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)), (sql.Cache, sql.CacheStale));
        Assert.Equal((TimeSpan.FromMilliseconds(800), 10), (sql.Timeout, sql.Connections));
    }

    [Theory]
    [InlineData("mysql")]
    [InlineData("MariaDB")]
    public void Mysql_and_mariadb_are_one(string provider)
    {
        var file = _folder.Write("rouse.toml", $"[auth]\nsql = {{ provider = \"{provider}\", connection = \"Server=a\", {Query} }}\n");

        var configuration = Load(file);

        Assert.Empty(configuration.Faults);
        Assert.Equal(SqlProvider.MariaDb, configuration.Options.Auth.Sql!.Provider);
    }

    [Fact]
    public void File_of_sqlite_is_looked_for_beside_the_configuration()
    {
        var file = _folder.Write("rouse.toml", $"[auth.sql]\nprovider = \"sqlite\"\nconnection = \"Data Source=accounts.db\"\n{Query}\n");
        Assert.Equal(
            [$"{file}:3: auth.sql.connection: {_folder["accounts.db"]}: there is no such file"],
            Load(file).Faults.Select(fault => fault.ToString()));

        _folder.Write("accounts.db", "");

        var configuration = Load(file);
        Assert.Empty(configuration.Faults);
        Assert.Equal(_folder["accounts.db"], SqlDatabase.FileOf(configuration.Options.Auth.Sql!.Connection));
    }

    [Fact]
    public void Password_comes_from_a_variable()
    {
        var file = _folder.Write("rouse.toml", $"[auth.sql]\nprovider = \"postgresql\"\n{Query}\n");

        var configuration = ServerConfiguration.Load(
            file, [KeyValuePair.Create("ROUSE__AUTH__SQL__CONNECTION", "Host=a;Password=hunter2")], []);

        Assert.Empty(configuration.Faults);
        Assert.DoesNotContain("hunter2", configuration.Options.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    static ServerConfiguration Load(string file) => ServerConfiguration.Load(file, [], []);
}
