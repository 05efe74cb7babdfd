using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Scheduling;

namespace Rouse.Server.Authentication;

/// <summary>Who exists: who has an account. Users of tokens and certificates have one elsewhere: of them only phones tell.</summary>
sealed class UserDirectory(IAccountStore accounts, Live<AuthenticationOptions> options) : IUserDirectory
{
    public UserExistence Find(AddressOfRecord aor) => Of(aor, accounts.Find(aor.User, aor.Domain));

    public void Load(AddressOfRecord aor, Action<UserExistence> found) =>
        accounts.Load(aor.User, aor.Domain, Freshness.Usual, lookup => found(Of(aor, lookup)));

    UserExistence Of(AddressOfRecord aor, AccountLookup lookup) => lookup.State switch
    {
        AccountState.Known => UserExistence.Yes,
        AccountState.Unknown => options.Current.HasAccountsElsewhere(aor.Domain) ? UserExistence.IfRegistered : UserExistence.No,
        AccountState.Pending => UserExistence.Pending,
        _ => UserExistence.Unavailable,
    };
}
