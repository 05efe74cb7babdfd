namespace Rouse.Server.Guard;

/// <summary>What a bucket says to one who takes from it.</summary>
enum Charge : byte
{
    Taken,

    /// <summary>There was not enough in it; nothing was taken.</summary>
    Over,

    /// <summary>Nothing is given until the ban ends.</summary>
    Banned,
}

/// <summary>
/// A token bucket for each of many, by the generic cell rate algorithm (ITU-T I.371), and the bans of those who took too much. The number
/// of places is fixed, four for each value of a hash: who sends with ever new addresses only takes the places of those who do little.
/// </summary>
/// <param name="sets">How many values the hash has; a power of two.</param>
/// <param name="window">What a full bucket holds, in ticks of the clock: the time in which it fills.</param>
sealed class BucketTable<TKey>(int sets, long window)
    where TKey : struct, IEquatable<TKey>
{
    const int Ways = 4;
    const int Stripes = 64;

    readonly Place[] _places = new Place[sets * Ways];
    readonly Lock[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new Lock())];

    /// <summary>Takes <paramref name="cost"/>, in ticks of the clock: the time in which it is earned again.</summary>
    public Charge Take(in TKey key, long cost, long now)
    {
        var set = SetOf(key);
        lock (_locks[set % Stripes])
        {
            ref var place = ref PlaceOf(set, key);
            if (place.BannedUntil > now)
                return Charge.Banned;
            var emptyUntil = Math.Max(place.EmptyUntil, now) + cost;
            if (emptyUntil - now > window)
                return Charge.Over;
            place.EmptyUntil = emptyUntil;
            return Charge.Taken;
        }
    }

    /// <summary>Bans one who is not banned: twice as long as the last time, unless that is long ago.</summary>
    /// <returns>How long, in ticks of the clock; zero: it is banned already.</returns>
    public long Ban(in TKey key, BanReason reason, BanLengths lengths, long now)
    {
        var set = SetOf(key);
        lock (_locks[set % Stripes])
        {
            ref var place = ref PlaceOf(set, key);
            if (place.BannedUntil > now)
                return 0;
            if (now - place.BannedUntil > lengths.Memory)
                place.Bans = 0;
            var length = lengths.Of(place.Bans++);
            place.BannedUntil = now + length;
            place.Reason = reason;
            return length;
        }
    }

    /// <summary>Ends a ban and forgets those before; false: there is none.</summary>
    public bool Lift(in TKey key, long now)
    {
        var set = SetOf(key);
        lock (_locks[set % Stripes])
        {
            ref var place = ref PlaceOf(set, key);
            var isBanned = place.BannedUntil > now;
            place = new Place { Key = key };
            return isBanned;
        }
    }

    /// <summary>Those who are banned, in no order.</summary>
    public IReadOnlyList<Banned<TKey>> Banned(long now)
    {
        var banned = new List<Banned<TKey>>();
        for (var set = 0; set < sets; set++)
        {
            lock (_locks[set % Stripes])
            {
                foreach (ref var place in _places.AsSpan(set * Ways, Ways))
                {
                    if (place.BannedUntil > now)
                        banned.Add(new Banned<TKey>(place.Key, place.Reason, place.BannedUntil - now, place.Bans));
                }
            }
        }
        return banned;
    }

    int SetOf(in TKey key) => key.GetHashCode() & (sets - 1);

    // An unused place is as good as one whose bucket is full. One that is banned goes last of all.
    ref Place PlaceOf(int set, in TKey key)
    {
        var ways = _places.AsSpan(set * Ways, Ways);
        ref var idlest = ref ways[0];
        foreach (ref var place in ways)
        {
            if (place.Key.Equals(key))
                return ref place;
            if (place.BusyUntil < idlest.BusyUntil)
                idlest = ref place;
        }
        idlest = new Place { Key = key };
        return ref idlest;
    }

    struct Place
    {
        public TKey Key;
        public long EmptyUntil;
        public long BannedUntil;
        public int Bans;
        public BanReason Reason;

        public readonly long BusyUntil => Math.Max(EmptyUntil, BannedUntil);
    }
}

/// <param name="Key">Who is banned.</param>
/// <param name="Reason">Why.</param>
/// <param name="Left">Until it ends, in ticks of the clock.</param>
/// <param name="Count">How often now, with those not long ago.</param>
readonly record struct Banned<TKey>(TKey Key, BanReason Reason, long Left, int Count);
