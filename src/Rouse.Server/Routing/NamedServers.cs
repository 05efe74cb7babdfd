using System.Collections.Concurrent;
using Rouse.Server.Transport;

namespace Rouse.Server.Routing;

/// <summary>
/// The addresses of servers that the operator named in a route, a record or a diversion, and to which requests went: what they send is of
/// many, and nobody has to write their addresses down a second time. Not those that a request names.
/// </summary>
sealed class NamedServers(TimeProvider time)
{
    /// <summary>How long after the last request; own decision: a trunk may be silent while nobody is at work for an hour.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>Own decision, more than anybody writes down.</summary>
    public const int Most = 1_000;

    readonly ConcurrentDictionary<UInt128, long> _usedAt = new();

    public void Add(Destination place)
    {
        if (_usedAt.Count >= Most)
            Forget();
        if (_usedAt.Count < Most)
            _usedAt[Sender.Of(place.Remote).Address] = time.GetTimestamp();
    }

    /// <param name="address">An IPv4 one as mapped one.</param>
    public bool Has(UInt128 address) => _usedAt.TryGetValue(address, out var at) && time.GetElapsedTime(at) < Memory;

    void Forget()
    {
        foreach (var (address, at) in _usedAt)
        {
            if (time.GetElapsedTime(at) >= Memory)
                _usedAt.TryRemove(new(address, at));
        }
    }
}
