namespace Rouse.Server.Authentication;

/// <summary>Where accounts are kept. Answers from memory at once.</summary>
interface IAccountStore
{
    /// <param name="user">Unescaped.</param>
    /// <param name="domain">One of ours; case does not count.</param>
    AccountLookup Find(string user, string domain);
}

/// <summary>What a store answers: the account, or that there is none.</summary>
readonly record struct AccountLookup(Account? Account)
{
    public static AccountLookup Unknown => default;
}
