using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication;

/// <summary>Who exists: who has an account.</summary>
sealed class UserDirectory(IAccountStore accounts) : IUserDirectory
{
    public bool Exists(AddressOfRecord aor) => accounts.Find(aor.User, aor.Domain).Account != null;
}
