using System.Collections.Concurrent;
using Rouse.Server.Transport;

namespace Rouse.Server.Resolution;

/// <summary>
/// The places that failed lately. They are tried behind all others, so that one dead server costs one call its time and not every call
/// (RFC 3263 §4.3 leaves it to the client what it remembers).
/// </summary>
sealed class FailedPlaces(TimeProvider time)
{
    /// <summary>Own decision: as long as a proxy's own transaction with a silent server lasts (Timer B, RFC 3261 §17.1.1.2).</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(32);

    /// <summary>Own decision; what is more is forgotten, which costs a call some seconds.</summary>
    public const int Most = 1_000;

    readonly ConcurrentDictionary<Destination, long> _failedAt = new();

    public int Count => _failedAt.Count;

    public void Add(Destination place)
    {
        if (_failedAt.Count >= Most)
            Forget();
        if (_failedAt.Count < Most)
            _failedAt[place] = time.GetTimestamp();
    }

    /// <summary>It has answered.</summary>
    public void Remove(Destination place) => _failedAt.TryRemove(place, out _);

    public bool Has(Destination place) =>
        !_failedAt.IsEmpty && _failedAt.TryGetValue(place, out var at) && time.GetElapsedTime(at) < Memory;

    /// <summary>The same places in their order, those that failed last.</summary>
    public IReadOnlyList<T> Order<T>(IReadOnlyList<T> places, Func<T, Destination> at) =>
        _failedAt.IsEmpty || places.Count < 2 ? places : [.. places.OrderBy(place => Has(at(place)))];

    void Forget()
    {
        foreach (var (place, at) in _failedAt)
        {
            if (time.GetElapsedTime(at) >= Memory)
                _failedAt.TryRemove(new(place, at));
        }
    }
}
