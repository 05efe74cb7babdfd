namespace Rouse.Server.Authentication;

/// <summary>Accounts in memory. An account of one domain comes before one of the same user for every domain.</summary>
sealed class AccountStore : IAccountStore
{
    readonly Dictionary<(string User, string? Domain), Account> _accounts = [];

    /// <param name="accounts">Each user once per domain, as <see cref="UsersFile"/> checks.</param>
    public AccountStore(IEnumerable<Account> accounts)
    {
        foreach (var account in accounts)
            _accounts[(account.User, account.Domain)] = account;
    }

    public AccountLookup Find(string user, string domain) =>
        _accounts.TryGetValue((user, domain.ToLowerInvariant()), out var account) || _accounts.TryGetValue((user, null), out account)
            ? new AccountLookup(account)
            : AccountLookup.Unknown;
}
