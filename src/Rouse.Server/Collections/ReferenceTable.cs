using System.Diagnostics.CodeAnalysis;

namespace Rouse.Server.Collections;

/// <summary>How the elements of a <see cref="ReferenceTable{TKey, TElement, TBy}"/> are told apart.</summary>
interface IKeyOf<TKey, TElement>
{
    /// <summary>Does not change while the element is in a table.</summary>
    static abstract TKey KeyOf(TElement element);

    /// <summary>Spread over all 32 bits.</summary>
    static abstract uint HashOf(TKey key);
}

/// <summary>
/// Elements that carry their key: one costs a place for its reference, 14 bytes on average, where an entry of a dictionary repeats the key.
/// Reading needs no lock and sees an element before or after a change of it; who writes has one.
/// </summary>
/// <remarks>Open addressing with linear probing; at most three quarters of the places are in use.</remarks>
sealed class ReferenceTable<TKey, TElement, TBy>
    where TKey : IEquatable<TKey>
    where TElement : class
    where TBy : struct, IKeyOf<TKey, TElement>
{
    const int Least = 4;

    // Where an element was: a search goes on behind it.
    static readonly object Gone = new();

    object?[] _places = new object?[Least];
    int _count;
    int _used;

    public int Count => Volatile.Read(ref _count);

    public TElement? Find(TKey key) => Search(Volatile.Read(ref _places), key, out _);

    /// <summary>The element that has the key: the present one, or this one, which is added.</summary>
    public TElement GetOrAdd(TElement element)
    {
        Reserve();
        if (Search(_places, TBy.KeyOf(element), out var at) is { } present)
            return present;
        Add(at, element);
        return element;
    }

    /// <summary>Adds an element, or puts it in the place of the one with its key.</summary>
    public void Set(TElement element)
    {
        Reserve();
        if (Search(_places, TBy.KeyOf(element), out var at) != null)
            Volatile.Write(ref _places[at], element);
        else
            Add(at, element);
    }

    public bool Remove(TKey key)
    {
        if (Search(_places, key, out var at) == null)
            return false;
        Volatile.Write(ref _places[at], Gone);
        _count--;
        return true;
    }

    /// <summary>A copy, for who changes the table meanwhile.</summary>
    public List<TElement> ToList()
    {
        var all = new List<TElement>(_count);
        foreach (var place in _places)
        {
            if (Holds(place, out var element))
                all.Add(element);
        }
        return all;
    }

    void Add(int at, TElement element)
    {
        if (_places[at] == null)
            _used++;
        _count++;
        Volatile.Write(ref _places[at], element);
    }

    // Before an addition, so that a search always ends at an empty place.
    void Reserve()
    {
        if ((_used + 1) * 4 <= _places.Length * 3)
            return;
        var size = Least;
        while (size < (_count + 1) * 2)
            size *= 2;
        var larger = new object?[size];
        foreach (var place in _places)
        {
            if (!Holds(place, out var element))
                continue;
            Search(larger, TBy.KeyOf(element), out var at);
            larger[at] = element;
        }
        _used = _count;
        Volatile.Write(ref _places, larger);
    }

    // Null with the place where it belongs.
    static TElement? Search(object?[] places, TKey key, out int at)
    {
        var free = -1;
        var last = places.Length - 1;
        for (at = (int)TBy.HashOf(key) & last; ; at = (at + 1) & last)
        {
            var place = Volatile.Read(ref places[at]);
            if (Holds(place, out var element))
            {
                if (TBy.KeyOf(element).Equals(key))
                    return element;
                continue;
            }
            free = free < 0 ? at : free;
            if (place != null)
                continue;
            at = free;
            return null;
        }
    }

    static bool Holds(object? place, [NotNullWhen(true)] out TElement? element)
    {
        element = ReferenceEquals(place, Gone) ? null : (TElement?)place;
        return element != null;
    }
}
