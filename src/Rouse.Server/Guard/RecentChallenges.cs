using Rouse.Server.Transport;

namespace Rouse.Server.Guard;

/// <summary>
/// Which nonces were given to which source in the last minute: over UDP a source can be forged, and a wrong answer to a nonce that was
/// never sent there is not its own. What it remembers is bounded; of a flood of challenges it forgets the first.
/// </summary>
sealed class RecentChallenges(TimeProvider time)
{
    static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    // A megabyte. A source that is challenged so fast that others are forgotten is banned for its messages.
    const int Places = 1 << 16;

    readonly Lock _lock = new();
    readonly (ulong Nonce, Source Source, long At)[] _given = new (ulong, Source, long)[Places];

    /// <param name="source">Who gets it.</param>
    /// <param name="nonce">Its 64 random bits.</param>
    public void Given(Source source, ulong nonce)
    {
        lock (_lock)
            _given[nonce % Places] = (nonce, source, time.GetTimestamp());
    }

    public bool WasGiven(Source source, ulong nonce)
    {
        lock (_lock)
        {
            var (known, to, at) = _given[nonce % Places];
            return known == nonce && to == source && time.GetElapsedTime(at) < Life;
        }
    }
}
