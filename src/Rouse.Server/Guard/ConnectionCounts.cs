using System.Runtime.InteropServices;
using Rouse.Server.Transport;

namespace Rouse.Server.Guard;

/// <summary>How many connections and handshakes each source has; as many entries as there are such sources.</summary>
sealed class ConnectionCounts
{
    readonly Lock _lock = new();
    readonly Dictionary<Source, Counts> _sources = [];
    int _all;

    /// <summary>Counts one; false, and nothing counted, where it would pass a limit.</summary>
    /// <param name="source">Whose it is.</param>
    /// <param name="shakesHands">Whether a handshake begins.</param>
    /// <param name="limits">Which.</param>
    public bool TryAdd(Source source, bool shakesHands, ConnectionCeilings limits)
    {
        lock (_lock)
        {
            var counts = _sources.GetValueOrDefault(source);
            if (IsOver(_all, limits.All) || IsOver(counts.Open, limits.OfSource)
                || (shakesHands && IsOver(counts.Handshakes, limits.HandshakesOfSource)))
                return false;
            _all++;
            _sources[source] = new Counts(counts.Open + 1, counts.Handshakes + (shakesHands ? 1 : 0));
            return true;
        }
    }

    public void HandshakeEnded(Source source)
    {
        lock (_lock)
        {
            ref var counts = ref CollectionsMarshal.GetValueRefOrNullRef(_sources, source);
            counts = counts with { Handshakes = counts.Handshakes - 1 };
        }
    }

    public void Closed(Source source)
    {
        lock (_lock)
        {
            _all--;
            ref var counts = ref CollectionsMarshal.GetValueRefOrNullRef(_sources, source);
            counts = counts with { Open = counts.Open - 1 };
            if (counts.Open == 0)
                _sources.Remove(source);
        }
    }

    /// <summary>Sources that have one; for tests.</summary>
    internal int Sources => _sources.Count;

    static bool IsOver(int count, int limit) => limit > 0 && count >= limit;

    readonly record struct Counts(int Open, int Handshakes);
}

/// <summary>How many there may be; zero: without limit.</summary>
/// <param name="All">Open connections of everybody.</param>
/// <param name="OfSource">Of one source.</param>
/// <param name="HandshakesOfSource">And those of them whose handshake is not over.</param>
readonly record struct ConnectionCeilings(int All, int OfSource, int HandshakesOfSource);
