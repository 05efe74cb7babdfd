using Microsoft.Extensions.Logging;
using Rouse.Server.Location;

namespace Rouse.Server.Authentication.Sql;

/// <summary>
/// Accounts of a database. What is remembered answers at once; else at most one query per user is under way, each for a bounded time,
/// and while the database is down what is remembered serves longer.
/// </summary>
sealed class SqlAccountStore : IAccountStore, IDisposable
{
    /// <summary>Queries that wait; as Flexisip's <c>soci-max-queue-size</c>.</summary>
    public const int MaxQueries = 1000;

    /// <summary>Requests that wait for one user; more is a flood.</summary>
    public const int MaxWaiting = 1000;

    /// <summary>No account has a longer name: the usual column has 255 characters.</summary>
    public const int LongestUser = 255;

    /// <summary>No domain is called so (RFC 2606 §2): the database has to look, and finds nobody.</summary>
    public static readonly AddressOfRecord Nobody = new("nobody", "rouse.invalid");

    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly Lock _lock = new();
    readonly Dictionary<AddressOfRecord, AccountQuery> _underWay = [];
    readonly Queue<AccountQuery> _queue = new();
    volatile Setup _setup;
    int _running;

    public SqlAccountStore(SqlOptions options, IAccountSource source, TimeProvider time, ILogger log)
    {
        (_time, _log) = (time, log);
        _setup = Prepare(options, source);
    }

    /// <summary>Whether the database answers.</summary>
    public bool IsUp => _setup.Health.IsUp;

    /// <summary>Accounts that are remembered.</summary>
    public int Cached => _setup.Memory.Known;

    /// <summary>Unknown users that are remembered.</summary>
    public int CachedUnknown => _setup.Memory.Unknown;

    /// <summary>Users who are being looked for.</summary>
    public int UnderWay
    {
        get
        {
            lock (_lock)
                return _underWay.Count;
        }
    }

    /// <summary>Looks whether the database answers: the operator knows before the first phone comes, and that one need not wait.</summary>
    public Task StartAsync() => _setup.Health.StartAsync();

    /// <summary>From now on this database counts, and nothing that was said before.</summary>
    public void Replace(SqlOptions options, IAccountSource source)
    {
        var replaced = Interlocked.Exchange(ref _setup, Prepare(options, source));
        replaced.Health.Dispose();
        _ = StartAsync();
    }

    public AccountLookup Find(string user, string domain, Freshness freshness = Freshness.Usual) =>
        Find(_setup, AorOf(user, domain), freshness);

    public void Load(string user, string domain, Freshness freshness, Action<AccountLookup> found)
    {
        var (setup, aor) = (_setup, AorOf(user, domain));
        AccountQuery? begun = null;
        AccountLookup answer;
        lock (_lock)
        {
            answer = Find(setup, aor, freshness);
            if (answer.State == AccountState.Pending && !TryWait(setup, aor, freshness, found, out begun))
                answer = setup.Memory.FindStale(aor, freshness);
        }
        if (answer.State != AccountState.Pending)
            found(answer);
        else if (begun != null)
            Begin(begun);
    }

    public void Dispose() => _setup.Health.Dispose();

    Setup Prepare(SqlOptions options, IAccountSource source) => new(
        options, source, new RememberedAccounts(options, _time),
        new SourceHealth(limit => source.FindAsync(Nobody, limit), options.Timeout, _time, _log));

    // In lower case wherever it comes from a request.
    static AddressOfRecord AorOf(string user, string domain) => new(user, domain.ToLowerInvariant());

    static AccountLookup Find(Setup setup, AddressOfRecord aor, Freshness freshness)
    {
        // A database may fail on what it cannot compare; it has no such name.
        if (aor.User.Length > LongestUser || aor.User.AsSpan().ContainsAnyInRange('\0', '\x1f'))
            return AccountLookup.Unknown;
        return setup.Health.IsUp ? setup.Memory.Find(aor, freshness) : setup.Memory.FindStale(aor, freshness);
    }

    bool TryWait(Setup setup, AddressOfRecord aor, Freshness freshness, Action<AccountLookup> found, out AccountQuery? begun)
    {
        begun = null;
        // What the former database is still asked counts for those who asked it.
        if (!_underWay.TryGetValue(aor, out var query) || !ReferenceEquals(query.Setup, setup))
        {
            if (_underWay.Count >= MaxQueries || _queue.Count >= MaxQueries)
                return false;
            query = begun = new AccountQuery(aor, setup, _time);
            _underWay[aor] = query;
        }
        if (query.Waiting.Count >= MaxWaiting)
            return false;
        query.Add(freshness, found);
        return true;
    }

    void Begin(AccountQuery query)
    {
        query.Limit.Register(() => Fail(query, Late(query)));
        lock (_lock)
        {
            if (_running >= query.Setup.Options.Connections)
            {
                _queue.Enqueue(query);
                return;
            }
            _running++;
        }
        _ = RunAsync(query);
    }

    // One connection's worth of work: this query, then those that wait.
    async Task RunAsync(AccountQuery first)
    {
        for (var query = first; query != null; query = TakeNext())
        {
            try
            {
                Succeed(query, await query.Setup.Source.FindAsync(query.Aor, query.Limit));
            }
            catch (Exception failure)
            {
                // Drivers throw whatever they like; the server goes on without the database.
                Fail(query, query.Limit.IsCancellationRequested ? Late(query) : SourceFailure.Text(failure));
            }
            query.Dispose();
        }
    }

    AccountQuery? TakeNext()
    {
        lock (_lock)
        {
            while (_queue.TryDequeue(out var query))
            {
                if (!query.IsOver)
                    return query;
            }
            _running--;
            return null;
        }
    }

    void Succeed(AccountQuery query, Account? account)
    {
        if (!TryEnd(query))
            return;
        query.Setup.Memory.Remember(query.Aor, account);
        foreach (var (_, found) in query.Waiting)
            found(AccountLookup.Of(account));
    }

    static string Late(AccountQuery query) => SourceFailure.Late(query.Setup.Options.Timeout);

    void Fail(AccountQuery query, string why)
    {
        if (!TryEnd(query))
            return;
        query.Setup.Health.QueryFailed(why);
        foreach (var (freshness, found) in query.Waiting)
            found(query.Setup.Memory.FindStale(query.Aor, freshness));
    }

    // From then on nobody joins those who wait.
    bool TryEnd(AccountQuery query)
    {
        lock (_lock)
        {
            if (query.IsOver)
                return false;
            query.IsOver = true;
            if (ReferenceEquals(_underWay.GetValueOrDefault(query.Aor), query))
                _underWay.Remove(query.Aor);
            return true;
        }
    }

    /// <summary>A database, what it said, and how it is.</summary>
    internal sealed record Setup(SqlOptions Options, IAccountSource Source, RememberedAccounts Memory, SourceHealth Health);
}
