using Rouse.Server;
using Rouse.Server.Authentication.Sql;

namespace Rouse.Configuration;

/// <summary><c>[auth.sql]</c>.</summary>
static class SqlKeys
{
    public const string Section = "auth.sql.";
    public const string Provider = Section + "provider";
    public const string Connection = Section + "connection";
    public const string Query = Section + "query";

    /// <summary>A client that has nothing after 32 s has given up (RFC 3261 §17.1.2.2, Timer F), and most people long before.</summary>
    static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(10);

    static readonly SqlOptions Initial = new();

    static readonly ValueKind<SqlProvider> Providers = Kinds.Choice(
        ("sqlite", SqlProvider.Sqlite), ("postgresql", SqlProvider.PostgreSql), ("mariadb", SqlProvider.MariaDb),
        ("mysql", SqlProvider.MariaDb));

    static readonly ValueKind<string> QueryText = new TextKind(
        "SQL", text => SqlQuery.TryParse(text, out _, out var error) ? null : $"the query {error}");

    static readonly ValueKind<TimeSpan> Limit = Kinds.Duration(TimeSpan.FromMilliseconds(100), LongestTimeout);
    static readonly ValueKind<TimeSpan> Cache = Kinds.Duration(TimeSpan.Zero, TimeSpan.FromDays(1));
    static readonly ValueKind<TimeSpan> Stale = Kinds.Duration(TimeSpan.Zero, TimeSpan.FromDays(30));
    static readonly ValueKind<int> Connections = Kinds.Number(1, 100);
    static readonly ValueKind<int> Users = Kinds.Number(100, 10_000_000);

    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        new ConfigKey<SqlProvider>(
            Provider, Providers, "none",
            (options, _, provider) => With(options, sql => sql with { Provider = provider }),
            "The database that accounts come from. Without `auth.users` there is no users file then; with it, the file's accounts come "
            + "first and need no database. [How to write the query](operations.md#accounts-from-a-database)."),
        new ConfigKey<string>(
            Connection, Kinds.Text, "none",
            (options, _, text) => With(options, sql => sql with { Connection = text }),
            "How it is reached: `\"Data Source=accounts.db\"` (a path as in other keys), `\"Host=…;Database=…;Username=…;Password=…\"`, "
            + "`\"Server=…;Database=…;User ID=…;Password=…\"`. `ROUSE__AUTH__SQL__CONNECTION` keeps a password out of the file."),
        new ConfigKey<string>(
            Query, QueryText, "none",
            (options, _, text) => With(options, sql => sql with { Query = text }),
            "Gives the rows of the account `@user` in `@domain`: columns `password` (with `algorithm`, if it may be a hash), `ha1_md5`, "
            + "`ha1_sha256`, `authid`. No row: no such user."),
        new ConfigKey<TimeSpan>(
            Section + "timeout", Limit, Limit.Write(Initial.Timeout),
            (options, _, limit) => With(options, sql => sql with { Timeout = limit }),
            "How long a request waits for the database; then 500 with `Retry-After: 5`. 800ms, so that the phone knows within a second."),
        new ConfigKey<int>(
            Section + "connections", Connections, Connections.Write(Initial.Connections),
            (options, _, connections) => With(options, sql => sql with { Connections = connections }),
            "Queries at the same time; up to 1,000 more wait. 10 with 1 ms each are 10,000 a second."),
        new ConfigKey<TimeSpan>(
            Section + "cache", Cache, Cache.Write(Initial.Cache),
            (options, _, life) => With(options, sql => sql with { Cache = life }),
            "How long an account serves without another look: who is removed is out after that. A changed password and a new account work "
            + "within 5 s in any case."),
        new ConfigKey<TimeSpan>(
            Section + "cache_stale", Stale, Stale.Write(Initial.CacheStale),
            (options, _, life) => With(options, sql => sql with { CacheStale = life }),
            "How long it serves while the database is down. 1h: phones register about once an hour, so most have been seen."),
        new ConfigKey<int>(
            Section + "cache_users", Users, Users.Write(Initial.CacheUsers),
            (options, _, users) => With(options, sql => sql with { CacheUsers = users }),
            "Accounts that are remembered, in memory; the one not looked up for longest goes. Some 500 bytes each."),
    ];

    static ServerOptions With(ServerOptions options, Func<SqlOptions, SqlOptions> change) =>
        options with { Auth = options.Auth with { Sql = change(options.Auth.Sql ?? Initial) } };
}
