using Rouse.Server.Location;

namespace Rouse.Server.Pipeline;

/// <summary>Who exists, whether registered or not: the Authentication feature.</summary>
interface IUserDirectory
{
    /// <summary>From memory, at once.</summary>
    UserExistence Find(AddressOfRecord aor);

    /// <summary>What to do about <see cref="UserExistence.Pending"/>: looks, and tells the answer once, from whatever thread.</summary>
    void Load(AddressOfRecord aor, Action<UserExistence> found);
}

enum UserExistence : byte
{
    No,
    Yes,

    /// <summary>There may be such a user whom we have never seen: who is registered exists.</summary>
    IfRegistered,

    /// <summary>Somebody has to look.</summary>
    Pending,

    /// <summary>Whoever knows does not answer.</summary>
    Unavailable,
}
