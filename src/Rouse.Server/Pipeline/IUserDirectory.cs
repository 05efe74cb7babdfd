using Rouse.Server.Location;

namespace Rouse.Server.Pipeline;

/// <summary>Who exists, whether registered or not: the Authentication feature.</summary>
interface IUserDirectory
{
    bool Exists(AddressOfRecord aor);
}
