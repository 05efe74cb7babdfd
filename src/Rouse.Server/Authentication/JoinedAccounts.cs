namespace Rouse.Server.Authentication;

/// <summary>The users file first, which always answers; then the database.</summary>
sealed class JoinedAccounts(AccountStore file, IAccountStore database) : IAccountStore
{
    public AccountLookup Find(string user, string domain, Freshness freshness = Freshness.Usual) =>
        file.Find(user, domain) is { State: AccountState.Known } known ? known : database.Find(user, domain, freshness);

    public void Load(string user, string domain, Freshness freshness, Action<AccountLookup> found) =>
        database.Load(user, domain, freshness, found);
}
