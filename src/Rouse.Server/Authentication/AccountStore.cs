namespace Rouse.Server.Authentication;

/// <summary>Accounts in memory. An account of one domain comes before one of the same user for every domain.</summary>
sealed class AccountStore : IAccountStore
{
    volatile Dictionary<(string User, string? Domain), Account> _accounts = [];

    /// <param name="accounts">Each user once per domain, as <see cref="UsersFile"/> checks.</param>
    public AccountStore(IEnumerable<Account> accounts) => Replace(accounts);

    public AccountLookup Find(string user, string domain, Freshness freshness = Freshness.Usual)
    {
        var accounts = _accounts;
        return accounts.TryGetValue((user, domain.ToLowerInvariant()), out var account) || accounts.TryGetValue((user, null), out account)
            ? AccountLookup.Of(account)
            : AccountLookup.Unknown;
    }

    public void Load(string user, string domain, Freshness freshness, Action<AccountLookup> found) => found(Find(user, domain));

    /// <summary>From now on these and no others; from whatever thread.</summary>
    public void Replace(IEnumerable<Account> accounts)
    {
        var replacement = new Dictionary<(string User, string? Domain), Account>();
        foreach (var account in accounts)
            replacement[(account.User, account.Domain)] = account;
        _accounts = replacement;
    }
}
