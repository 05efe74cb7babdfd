using Rouse.Server.Location;

namespace Rouse.Server.Authentication.Sql;

/// <summary>Who knows the accounts and takes its time to say it.</summary>
interface IAccountSource
{
    /// <summary>Asks; never on the caller's thread. Whatever goes wrong is an exception.</summary>
    /// <returns>Null when there is no such user.</returns>
    Task<Account?> FindAsync(AddressOfRecord aor, CancellationToken cancellation);
}
