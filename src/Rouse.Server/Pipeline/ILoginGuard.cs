using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Pipeline;

/// <summary>Hears of challenges and wrong passwords, and says whose further tries are not worth an answer.</summary>
interface ILoginGuard
{
    /// <param name="flow">Where the challenge goes.</param>
    /// <param name="nonce">The random bits of its nonce.</param>
    void Challenged(Flow flow, ulong nonce);

    /// <summary>Whether it has tried this user too often of late.</summary>
    bool Ignores(Flow flow, AddressOfRecord user);

    /// <summary>A password was right.</summary>
    void LoggedIn(Flow flow);

    /// <summary>A password was wrong.</summary>
    /// <param name="flow">Where the request came from.</param>
    /// <param name="user">Whose password.</param>
    /// <param name="nonce">The random bits of the nonce that it answered.</param>
    void LoginFailed(Flow flow, AddressOfRecord user, ulong nonce);
}
