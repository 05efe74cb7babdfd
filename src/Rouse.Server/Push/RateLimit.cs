namespace Rouse.Server.Push;

/// <summary>
/// So many a minute for each key, all at once or one after the other (generic cell rate algorithm, ITU-T I.371): one number a key. What it
/// remembers is bounded: of more keys at once none new is limited.
/// </summary>
/// <param name="limit">How many; zero: without limit. Asked each time, because it may change.</param>
/// <param name="time">Its clock.</param>
sealed class RateLimit(Func<int> limit, TimeProvider time)
{
    /// <summary>Busy keys at once; own decision, 3 MB.</summary>
    public const int MaxKeys = 100_000;

    readonly Lock _lock = new();
    readonly Dictionary<ulong, long> _freeAt = [];
    long _sweptAt = time.GetTimestamp();

    /// <summary>Keys that are remembered; for tests.</summary>
    internal int Keys => _freeAt.Count;

    long Minute => 60 * time.TimestampFrequency;

    /// <summary>Whether <see cref="TryTake"/> would succeed now.</summary>
    public bool MayTake(ulong key)
    {
        var perMinute = limit();
        if (perMinute == 0)
            return true;
        lock (_lock)
            return IsFree(key, perMinute, out _);
    }

    /// <summary>Counts one; false, and nothing counted, when there were too many.</summary>
    public bool TryTake(ulong key)
    {
        var perMinute = limit();
        if (perMinute == 0)
            return true;
        lock (_lock)
        {
            if (!IsFree(key, perMinute, out var at))
                return false;
            if (_freeAt.Count >= MaxKeys && !_freeAt.ContainsKey(key))
                ForgetIdle();
            if (_freeAt.Count < MaxKeys || _freeAt.ContainsKey(key))
                _freeAt[key] = at + (Minute / perMinute);
            return true;
        }
    }

    // From the time at which all that was taken has been earned again, a minute's worth may be taken in advance.
    bool IsFree(ulong key, int perMinute, out long at)
    {
        var now = time.GetTimestamp();
        at = _freeAt.TryGetValue(key, out var free) && free > now ? free : now;
        return at - now <= Minute - (Minute / perMinute);
    }

    // At most once a second: a flood of keys must not cost a sweep each.
    void ForgetIdle()
    {
        var now = time.GetTimestamp();
        if (now - _sweptAt < time.TimestampFrequency)
            return;
        _sweptAt = now;
        foreach (var (key, at) in _freeAt)
        {
            if (at <= now)
                _freeAt.Remove(key);
        }
    }
}
