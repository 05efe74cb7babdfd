using Rouse.Server.Location;

namespace Rouse.Server.Authentication.Sql;

/// <summary>What the database said, and for how long it counts.</summary>
sealed class RememberedAccounts(SqlOptions options, TimeProvider time)
{
    /// <summary>
    /// An answer against which a password was wrong, and one that there is no such user, count for as long: who guesses cannot tell them
    /// apart, and a password changed or an account made now works in 5 s, the time after which refused phones come again.
    /// </summary>
    public static readonly TimeSpan Recheck = TimeSpan.FromSeconds(5);

    /// <summary>Unknown users that are remembered: more than are asked for within <see cref="Recheck"/> unless it is a flood.</summary>
    public const int MaxUnknown = 10_000;

    readonly AccountCache _known = new(options.CacheUsers);
    readonly AccountCache _unknown = new(MaxUnknown);

    public int Known => _known.Count;

    public int Unknown => _unknown.Count;

    /// <summary>Pending when nothing serves without another look.</summary>
    public AccountLookup Find(AddressOfRecord aor, Freshness freshness)
    {
        if (!_known.TryGet(aor, out var cached) && !_unknown.TryGet(aor, out cached))
            return AccountLookup.Pending;
        var life = freshness == Freshness.Doubted || cached.Account == null ? Recheck : options.Cache;
        return time.GetElapsedTime(cached.LoadedAt) <= life ? AccountLookup.Of(cached.Account) : AccountLookup.Pending;
    }

    /// <summary>What still counts when the database does not answer. Never against doubt: that would tell who exists.</summary>
    public AccountLookup FindStale(AddressOfRecord aor, Freshness freshness) =>
        Find(aor, freshness) is { State: not AccountState.Pending } fresh ? fresh
        : freshness == Freshness.Usual && _known.TryGet(aor, out var cached) && time.GetElapsedTime(cached.LoadedAt) <= options.CacheStale
            ? AccountLookup.Of(cached.Account)
            : AccountLookup.Unavailable;

    public void Remember(AddressOfRecord aor, Account? account)
    {
        var now = time.GetTimestamp();
        var (serves, other, life) = account == null ? (_unknown, _known, Recheck) : (_known, _unknown, Longest);
        other.Remove(aor);
        serves.Put(aor, new CachedAccount(account, now), now - (long)(life.TotalSeconds * time.TimestampFrequency));
    }

    TimeSpan Longest => options.Cache > options.CacheStale ? options.Cache : options.CacheStale;
}
