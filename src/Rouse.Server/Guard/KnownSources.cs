using Rouse.Server.Transport;

namespace Rouse.Server.Guard;

/// <summary>
/// From which sources somebody proved a password within the last hour. What it remembers is bounded; the later one takes the place of
/// another.
/// </summary>
sealed class KnownSources(TimeProvider time)
{
    /// <summary>Own decision: most phones register at least once within it.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    // A megabyte.
    const int Places = 1 << 16;

    readonly Lock _lock = new();
    readonly (Source Source, long At, bool IsTaken)[] _places = new (Source, long, bool)[Places];

    public void Add(Source source)
    {
        lock (_lock)
            _places[PlaceOf(source)] = (source, time.GetTimestamp(), true);
    }

    public bool Has(Source source)
    {
        lock (_lock)
        {
            var (known, at, isTaken) = _places[PlaceOf(source)];
            return isTaken && known == source && time.GetElapsedTime(at) < Memory;
        }
    }

    static int PlaceOf(Source source) => source.GetHashCode() & (Places - 1);
}
