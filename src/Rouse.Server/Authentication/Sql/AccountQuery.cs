using Rouse.Server.Location;

namespace Rouse.Server.Authentication.Sql;

/// <summary>One look for one user, with all who wait for it. Ended once, whatever comes first: answer, failure or time limit.</summary>
sealed class AccountQuery : IDisposable
{
    readonly List<(Freshness Freshness, Action<AccountLookup> Found)> _waiting = [];
    readonly CancellationTokenSource _limit;

    public AccountQuery(AddressOfRecord aor, SqlAccountStore.Setup setup, TimeProvider time)
    {
        (Aor, Setup) = (aor, setup);
        _limit = new CancellationTokenSource(setup.Options.Timeout, time);
        Limit = _limit.Token;
    }

    public AddressOfRecord Aor { get; }

    /// <summary>What was configured when it began.</summary>
    public SqlAccountStore.Setup Setup { get; }

    /// <summary>Its time is over.</summary>
    public CancellationToken Limit { get; }

    public bool IsOver { get; set; }

    public IReadOnlyList<(Freshness Freshness, Action<AccountLookup> Found)> Waiting => _waiting;

    public void Add(Freshness freshness, Action<AccountLookup> found) => _waiting.Add((freshness, found));

    public void Dispose() => _limit.Dispose();
}
