namespace Rouse.Server.Authentication;

/// <summary>Where accounts are kept. Answers from memory at once, or says that it has to look.</summary>
interface IAccountStore
{
    /// <param name="user">Unescaped.</param>
    /// <param name="domain">One of ours; case does not count.</param>
    /// <param name="freshness">How old the answer may be.</param>
    AccountLookup Find(string user, string domain, Freshness freshness = Freshness.Usual);

    /// <summary>What to do about <see cref="AccountState.Pending"/>: looks, and tells the answer once, from whatever thread.</summary>
    void Load(string user, string domain, Freshness freshness, Action<AccountLookup> found);
}

enum Freshness : byte
{
    /// <summary>What is remembered serves.</summary>
    Usual,

    /// <summary>A password was wrong: it may have been changed just now.</summary>
    Doubted,
}

enum AccountState : byte
{
    /// <summary>There is no such user.</summary>
    Unknown,

    Known,

    /// <summary>Nothing is remembered that serves: <see cref="IAccountStore.Load"/> finds out.</summary>
    Pending,

    /// <summary>Nothing is remembered that serves, and whoever knows does not answer.</summary>
    Unavailable,
}

/// <summary>What a store answers.</summary>
/// <param name="State">What is known.</param>
/// <param name="Account">Of a <see cref="AccountState.Known"/> user, else null.</param>
readonly record struct AccountLookup(AccountState State, Account? Account)
{
    public static AccountLookup Unknown => default;

    public static AccountLookup Pending => new(AccountState.Pending, null);

    public static AccountLookup Unavailable => new(AccountState.Unavailable, null);

    public static AccountLookup Of(Account? account) => account == null ? Unknown : new(AccountState.Known, account);
}
