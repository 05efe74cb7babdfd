using Rouse.Server.Authentication;
using Rouse.Server.Tests.Configuration;
using Rouse.Testing;

namespace Rouse.Server.Tests.Authentication.Sql;

/// <summary>The queries in <c>docs/operations.md</c>, run on the tables that they are for.</summary>
public sealed class DocumentedQueryTests : IDisposable
{
    const string Flexisip =
        "CREATE TABLE accounts (id INTEGER PRIMARY KEY, username TEXT, domain TEXT, activated BOOLEAN);"
        + "CREATE TABLE passwords (id INTEGER PRIMARY KEY, account_id INTEGER, password TEXT, algorithm TEXT);";

    const string Kamailio =
        "CREATE TABLE subscriber (id INTEGER PRIMARY KEY, username TEXT, domain TEXT, password TEXT, ha1 TEXT, ha1b TEXT);";

    const string Asterisk =
        "CREATE TABLE ps_endpoints (id TEXT PRIMARY KEY, auth TEXT);"
        + "CREATE TABLE ps_auths (id TEXT PRIMARY KEY, auth_type TEXT, username TEXT, password TEXT, md5_cred TEXT, realm TEXT);";

    static readonly string Md5 = LoginScene.Md5Ha1("alice", "pw");
    static readonly string Sha256 = LoginScene.Sha256Ha1("alice", "pw");

    readonly SqliteTables _tables = new();

    [Fact]
    public async Task Plain_table()
    {
        _tables.Run("CREATE TABLE users (name TEXT, domain TEXT, password TEXT); INSERT INTO users VALUES ('alice', 'example.org', 'pw')");

        await AssertFinds("FROM users", "alice", new Account("alice", "example.org", "pw", null, null));
    }

    [Fact]
    public async Task Flexisips_account_manager()
    {
        _tables.Run(
            $"{Flexisip} INSERT INTO accounts VALUES (1, 'alice', 'example.org', true), (2, 'bob', 'example.org', false), "
            + "(3, 'carol', 'example.org', true);"
            + $"INSERT INTO passwords VALUES (1, 1, '{Md5}', 'MD5'), (2, 1, '{Sha256}', 'SHA-256'), (3, 2, '{Md5}', 'MD5')");

        await AssertFinds("FROM accounts", "alice", new Account("alice", "example.org", null, Md5, Sha256));
        await AssertFinds("FROM accounts", "bob", null);
        await AssertFinds("FROM accounts", "carol", new Account("carol", "example.org", null, null, null));
    }

    [Fact]
    public async Task Kamailios_subscriber()
    {
        _tables.Run($"{Kamailio} INSERT INTO subscriber VALUES (1, 'alice', 'example.org', '', '{Md5}', 'x')");

        await AssertFinds("FROM subscriber", "alice", new Account("alice", "example.org", null, Md5, null));
    }

    [Fact]
    public async Task Asterisks_realtime()
    {
        _tables.Run(
            $"{Asterisk} INSERT INTO ps_endpoints VALUES ('alice', 'a'), ('bob', 'b');"
            + $"INSERT INTO ps_auths VALUES ('a', 'md5', 'alice', NULL, '{Md5}', NULL), ('b', 'userpass', '4711', 'pw', NULL, NULL)");

        await AssertFinds("FROM ps_endpoints", "alice", new Account("alice", "example.org", null, Md5, null));
        await AssertFinds("FROM ps_endpoints", "bob", new Account("bob", "example.org", "pw", null, null) { CredentialsUser = "4711" });
    }

    public void Dispose() => _tables.Dispose();

    async Task AssertFinds(string part, string user, Account? account) =>
        Assert.Equal(account, await _tables.Find(QueryWith(part), user));

    static string QueryWith(string part)
    {
        var document = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "operations.md"));
        var blocks = document.Split("```toml\n").Skip(1).Select(text => text[..text.IndexOf("```", StringComparison.Ordinal)]);
        var block = Assert.Single(blocks, text => text.Contains(part, StringComparison.Ordinal));
        var file = block.Contains("[auth.sql]", StringComparison.Ordinal) ? block : $"[auth.sql]\n{block}";
        var read = ConfigFileTests.Read(file);
        Assert.Empty(read.Faults);
        return read.Options.Auth.Sql!.Query;
    }
}
