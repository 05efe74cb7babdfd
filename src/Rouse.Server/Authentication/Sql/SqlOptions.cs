namespace Rouse.Server.Authentication.Sql;

/// <summary>The databases that accounts can come from.</summary>
public enum SqlProvider : byte
{
    None,
    Sqlite,
    PostgreSql,
    MariaDb,
}

/// <summary><c>[auth.sql]</c>: accounts from the operator's own database.</summary>
public sealed record SqlOptions
{
    public SqlProvider Provider { get; init; }

    /// <summary>The provider's connection string; may hold a password, so it is never shown.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Gives an account's rows for <c>@user</c> and <c>@domain</c>.</summary>
    public string Query { get; init; } = "";

    /// <summary>How long a request waits for the database at most: with the rest of its way the phone has its answer in a second.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Queries at once; the others wait. Ten of 1 ms each are 10,000 a second.</summary>
    public int Connections { get; init; } = 10;

    /// <summary>How long an account serves without another look: who is removed is out after a minute.</summary>
    public TimeSpan Cache { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it serves while the database is down: most phones register once an hour, so most have been seen.</summary>
    public TimeSpan CacheStale { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Accounts that are remembered; the longest unasked goes. Some 500 bytes each.</summary>
    public int CacheUsers { get; init; } = 500_000;

    /// <summary>Without the secrets, so that no log can show them.</summary>
    public override string ToString() => Provider.ToString();
}
