using Rouse.Server.Location;

namespace Rouse.Server.Guard;

/// <summary>
/// Wrong passwords by sources, or by their ports, minute by minute: who tries many users guesses; who tries one is a phone with an old
/// password, or guesses that one.
/// </summary>
sealed class FailedLogins<TKey>(TimeProvider time)
    where TKey : struct, IEquatable<TKey>
{
    /// <summary>Wrong answers for one of them; own decision: a phone tries a few times, and some try every few seconds.</summary>
    public const int MaxOfUser = 30;

    /// <summary>What is kept; own decision, some megabytes. Each has shown that it gets what is sent to it.</summary>
    public const int MaxKeys = 10_000;

    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    readonly Lock _lock = new();
    readonly Dictionary<TKey, Attempts> _attempts = [];
    volatile bool _isIgnoring;

    /// <summary>Counts one. True: it has tried too many users, and begins anew.</summary>
    /// <param name="key">Who.</param>
    /// <param name="user">Whose password it was not.</param>
    /// <param name="maxUsers">So many are too many; each counts once.</param>
    public bool Add(TKey key, AddressOfRecord user, int maxUsers)
    {
        lock (_lock)
        {
            var attempts = AttemptsOf(key);
            var count = attempts.Users.GetValueOrDefault(user) + 1;
            attempts.Users[user] = count;
            _isIgnoring |= count >= MaxOfUser;
            if (attempts.Users.Count < maxUsers)
                return false;
            _attempts.Remove(key);
            return true;
        }
    }

    /// <summary>Whether it has tried this user too often; until the minute is over.</summary>
    public bool Ignores(TKey key, AddressOfRecord user)
    {
        if (!_isIgnoring)
            return false;
        lock (_lock)
        {
            return _attempts.TryGetValue(key, out var attempts) && IsRecent(attempts)
                && attempts.Users.GetValueOrDefault(user) >= MaxOfUser;
        }
    }

    /// <summary>Whom they have tried too often, and how long that counts.</summary>
    public List<(TKey Key, AddressOfRecord User, TimeSpan Left)> Ignored()
    {
        var ignored = new List<(TKey, AddressOfRecord, TimeSpan)>();
        lock (_lock)
        {
            foreach (var (key, attempts) in _attempts)
            {
                if (!IsRecent(attempts))
                    continue;
                foreach (var (user, count) in attempts.Users)
                {
                    if (count >= MaxOfUser)
                        ignored.Add((key, user, Window - time.GetElapsedTime(attempts.Since)));
                }
            }
        }
        return ignored;
    }

    /// <summary>Nothing is known of those any more; how many users it was that they had tried too often.</summary>
    public int Forget(Predicate<TKey> which)
    {
        var forgotten = 0;
        lock (_lock)
        {
            foreach (var (key, attempts) in _attempts)
            {
                if (!which(key))
                    continue;
                forgotten += IsRecent(attempts) ? attempts.Users.Values.Count(static count => count >= MaxOfUser) : 0;
                _attempts.Remove(key);
            }
        }
        return forgotten;
    }

    Attempts AttemptsOf(TKey key)
    {
        if (_attempts.TryGetValue(key, out var attempts) && IsRecent(attempts))
            return attempts;
        if (_attempts.Count >= MaxKeys)
            ForgetOld();
        return _attempts[key] = new Attempts(time.GetTimestamp());
    }

    void ForgetOld()
    {
        _isIgnoring = false;
        foreach (var (key, attempts) in _attempts)
        {
            if (!IsRecent(attempts))
                _attempts.Remove(key);
            else
                _isIgnoring |= attempts.Users.ContainsValue(MaxOfUser);
        }
        if (_attempts.Count >= MaxKeys)
            _attempts.Clear();
    }

    bool IsRecent(Attempts attempts) => time.GetElapsedTime(attempts.Since) < Window;

    sealed record Attempts(long Since)
    {
        public Dictionary<AddressOfRecord, int> Users { get; } = [];
    }
}
