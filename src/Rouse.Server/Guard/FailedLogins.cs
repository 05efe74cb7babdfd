using Rouse.Server.Location;
using Rouse.Server.Transport;

namespace Rouse.Server.Guard;

/// <summary>
/// Wrong passwords by source, minute by minute: who tries many users guesses; who tries one is a phone with an old password, or guesses
/// that one.
/// </summary>
sealed class FailedLogins(TimeProvider time)
{
    /// <summary>Users whose passwords a source may have wrong in a minute; own decision: in an office not so many change at once.</summary>
    public const int MaxUsers = 10;

    /// <summary>Wrong answers for one of them; own decision: a phone tries a few times, and some try every few seconds.</summary>
    public const int MaxOfUser = 30;

    /// <summary>What is kept; own decision, some megabytes. Each has shown that it gets what is sent to it.</summary>
    public const int MaxSources = 10_000;

    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    readonly Lock _lock = new();
    readonly Dictionary<Source, Attempts> _sources = [];
    volatile bool _isIgnoring;

    /// <summary>Counts one. True: the source has tried too many users, and begins anew.</summary>
    public bool Add(Source source, AddressOfRecord user)
    {
        lock (_lock)
        {
            var attempts = AttemptsOf(source);
            var count = attempts.Users.GetValueOrDefault(user) + 1;
            attempts.Users[user] = count;
            _isIgnoring |= count >= MaxOfUser;
            if (attempts.Users.Count < MaxUsers)
                return false;
            _sources.Remove(source);
            return true;
        }
    }

    /// <summary>Whether it has tried this user too often; until the minute is over.</summary>
    public bool Ignores(Source source, AddressOfRecord user)
    {
        if (!_isIgnoring)
            return false;
        lock (_lock)
        {
            return _sources.TryGetValue(source, out var attempts) && IsRecent(attempts)
                && attempts.Users.GetValueOrDefault(user) >= MaxOfUser;
        }
    }

    Attempts AttemptsOf(Source source)
    {
        if (_sources.TryGetValue(source, out var attempts) && IsRecent(attempts))
            return attempts;
        if (_sources.Count >= MaxSources)
            ForgetOld();
        return _sources[source] = new Attempts(time.GetTimestamp());
    }

    void ForgetOld()
    {
        _isIgnoring = false;
        foreach (var (source, attempts) in _sources)
        {
            if (!IsRecent(attempts))
                _sources.Remove(source);
            else
                _isIgnoring |= attempts.Users.ContainsValue(MaxOfUser);
        }
        if (_sources.Count >= MaxSources)
            _sources.Clear();
    }

    bool IsRecent(Attempts attempts) => time.GetElapsedTime(attempts.Since) < Window;

    sealed record Attempts(long Since)
    {
        public Dictionary<AddressOfRecord, int> Users { get; } = [];
    }
}
