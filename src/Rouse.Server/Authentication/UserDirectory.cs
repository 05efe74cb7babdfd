using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication;

/// <summary>Who exists: who has an account.</summary>
sealed class UserDirectory(IAccountStore accounts) : IUserDirectory
{
    public UserExistence Find(AddressOfRecord aor) => Of(accounts.Find(aor.User, aor.Domain));

    public void Load(AddressOfRecord aor, Action<UserExistence> found) =>
        accounts.Load(aor.User, aor.Domain, Freshness.Usual, lookup => found(Of(lookup)));

    static UserExistence Of(AccountLookup lookup) => lookup.State switch
    {
        AccountState.Known => UserExistence.Yes,
        AccountState.Unknown => UserExistence.No,
        AccountState.Pending => UserExistence.Pending,
        _ => UserExistence.Unavailable,
    };
}
