using Rouse.Server.Authentication;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Authentication.Sql;

/// <summary>Accounts out of a real SQLite file.</summary>
public sealed class SqliteAccountTests : IDisposable
{
    const string Query = "SELECT * FROM users WHERE name = @user AND domain = @domain";

    static readonly string Md5 = LoginScene.Md5Ha1("alice", "pw");
    static readonly string Sha256 = LoginScene.Sha256Ha1("alice", "pw");

    readonly SqliteTables _tables = new();

    [Fact]
    public async Task Clear_text_is_a_password()
    {
        Make("password TEXT", "'pw'");

        Assert.Equal(new Account("alice", "example.org", "pw", null, null), await _tables.Find(Query, "alice"));
    }

    [Fact]
    public async Task Hashes_count_in_any_case_and_width()
    {
        Make("ha1_md5 TEXT, HA1_SHA256 BLOB", $"'{Md5.ToUpperInvariant()}  ', CAST('{Sha256}' AS BLOB)");

        Assert.Equal(new Account("alice", "example.org", null, Md5, Sha256), await _tables.Find(Query, "alice"));
    }

    [Fact]
    public async Task Rows_of_several_algorithms_are_one_account()
    {
        Make("password TEXT, algorithm TEXT", $"'{Md5}', 'MD5'", $"'{Sha256}', 'SHA-256'", "'pw', 'CLRTXT'", "'second', NULL");

        Assert.Equal(new Account("alice", "example.org", "pw", Md5, Sha256), await _tables.Find(Query, "alice"));
    }

    [Fact]
    public async Task Name_of_the_credentials_is_a_column()
    {
        Make("password TEXT, authid INTEGER", "'pw', 4711");

        Assert.Equal("4711", (await _tables.Find(Query, "alice"))?.CredentialsUser);
    }

    [Theory]
    [InlineData("nobody", "example.org")]
    [InlineData("Alice", "example.org")]
    [InlineData("alice", "example.net")]
    [InlineData("alice' OR '1'='1", "example.org")]
    [InlineData("%", "example.org")]
    public async Task No_row_is_no_user(string user, string domain)
    {
        Make("password TEXT", "'pw'");

        Assert.Null(await _tables.Find(Query, user, domain));
    }

    [Theory]
    [InlineData("password TEXT", "NULL")]
    [InlineData("password TEXT", "''")]
    [InlineData("ha1_md5 TEXT", "NULL")]
    public async Task Row_without_a_secret_is_a_user_who_cannot_log_in(string column, string value)
    {
        Make(column, value);

        Assert.Equal(new Account("alice", "example.org", null, null, null), await _tables.Find(Query, "alice"));
        Assert.Empty(_tables.Log.Lines);
    }

    [Theory]
    [InlineData("ha1_md5 TEXT", "'hunter2'", "a hash is not 32 hexadecimal digits")]
    [InlineData("ha1_sha256 TEXT", "'hunter2'", "a hash is not 64 hexadecimal digits")]
    [InlineData("password TEXT, algorithm TEXT", "'hunter2', 'bcrypt'", "algorithm is none of CLRTXT, MD5, SHA-256")]
    [InlineData("password TEXT", "'hunter2' || hex(zeroblob(509))", "the password has more than 1024 characters")]
    public async Task What_cannot_be_used_is_told_of_without_showing_it(string columns, string values, string why)
    {
        Make(columns, values);

        Assert.Equal(new Account("alice", "example.org", null, null, null), await _tables.Find(Query, "alice"));
        Assert.Equal([$"the database of [auth.sql] has nothing usable for alice@example.org: {why}"], _tables.Log.Lines);
    }

    [Fact]
    public async Task Password_of_the_greatest_length_is_taken()
    {
        Make("password TEXT", "'12' || hex(zeroblob(511))");

        Assert.Equal(1024, (await _tables.Find(Query, "alice"))?.ClearText?.Length);
    }

    [Fact]
    public async Task Query_without_a_column_that_counts_fails_even_for_nobody()
    {
        Make("secret TEXT", "'pw'");

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => _tables.Find(Query, "nobody"));

        Assert.Equal(
            "the query gives no column password or ha1_md5 or ha1_sha256 but name, domain, secret; rename with AS", failure.Message);
    }

    [Fact]
    public async Task File_put_in_place_of_the_other_is_read()
    {
        Make("password TEXT", "'old'");
        await using var source = _tables.Open(Query);
        var alice = new AddressOfRecord("alice", "example.org");
        Assert.Equal("old", (await source.FindAsync(alice, TestContext.Current.CancellationToken))?.ClearText);
        var other = new SqliteTables();
        other.Run("CREATE TABLE users (name TEXT, domain TEXT, password TEXT); INSERT INTO users VALUES ('alice', 'example.org', 'new')");

        File.Move(other.Path, _tables.Path, overwrite: true);
        other.Dispose();

        Assert.Equal("new", (await source.FindAsync(alice, TestContext.Current.CancellationToken))?.ClearText);
    }

    [Fact]
    public async Task Nothing_is_ever_written()
    {
        Make("password TEXT", "'pw'");

        await Assert.ThrowsAnyAsync<Exception>(() => _tables.Find("DELETE FROM users WHERE name = @user RETURNING password", "alice"));

        Assert.NotNull(await _tables.Find(Query, "alice"));
    }

    [Fact]
    public async Task Missing_file_is_a_failure_and_makes_none()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => _tables.Find(Query, "alice"));

        Assert.False(File.Exists(_tables.Path));
    }

    public void Dispose() => _tables.Dispose();

    void Make(string columns, params string[] rows)
    {
        _tables.Run($"CREATE TABLE users (name TEXT, domain TEXT, {columns})");
        foreach (var row in rows)
            _tables.Run($"INSERT INTO users VALUES ('alice', 'example.org', {row})");
    }
}
