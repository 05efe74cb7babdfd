using System.Diagnostics.CodeAnalysis;

namespace Rouse.Server.Location;

/// <summary>What was found out about the few texts that many rows have in common, each looked at once.</summary>
sealed class KnownTexts<T>
{
    // Looked through one by one; more are looked at each time.
    const int Most = 64;

    readonly List<(byte[] Utf8, T Value)> _known = [];

    public bool TryFind(ReadOnlySpan<byte> utf8, [MaybeNullWhen(false)] out T value)
    {
        foreach (var (known, found) in _known)
        {
            if (utf8.SequenceEqual(known))
            {
                value = found;
                return true;
            }
        }
        value = default;
        return false;
    }

    public T Add(ReadOnlySpan<byte> utf8, T value)
    {
        if (_known.Count < Most)
            _known.Add((utf8.ToArray(), value));
        return value;
    }
}
