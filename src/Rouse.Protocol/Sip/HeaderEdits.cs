namespace Rouse.Protocol.Sip;

/// <summary>What happens at one place of a received message when it is sent on.</summary>
enum EditKind : byte
{
    /// <summary>A new line in front of the field at that place.</summary>
    Insert,

    /// <summary>The field gets another value.</summary>
    Replace,

    /// <summary>The field goes.</summary>
    Remove,
}

/// <param name="At">Index of the field; the number of fields means behind the last.</param>
/// <param name="Kind">What happens there.</param>
/// <param name="Name">Of an inserted header in <see cref="HeaderName"/>.</param>
/// <param name="OtherName">Name of an inserted header that is not in <see cref="HeaderName"/>.</param>
/// <param name="Value">The new value.</param>
readonly record struct HeaderEdit(int At, EditKind Kind, HeaderName Name, ReadOnlyMemory<byte> OtherName, ReadOnlyMemory<byte> Value)
{
    public bool IsInsertAt(int at) => At == at && Kind == EditKind.Insert;
}

/// <summary>
/// The differences between a received message and what is sent on. Kept sorted by place, so that writing and reading through them is one
/// pass.
/// </summary>
public sealed class HeaderEdits
{
    readonly List<HeaderEdit> _edits = new(8);
    readonly HeaderList _headers;

    public HeaderEdits(HeaderList headers) => _headers = headers;

    HeaderEdits(HeaderEdits other)
    {
        _headers = other._headers;
        _edits.AddRange(other._edits);
    }

    internal ReadOnlySpan<HeaderEdit> All => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_edits);

    /// <summary>A copy that can go its own way: one per branch.</summary>
    public HeaderEdits Fork() => new(this);

    /// <summary>
    /// A new topmost value, above those of the same header and above earlier prepended ones; the first of its header comes behind the Vias.
    /// </summary>
    public void Prepend(HeaderName name, ReadOnlyMemory<byte> value)
    {
        var at = _headers.IndexOf(name);
        if (at < 0)
            at = name == HeaderName.Via ? 0 : BehindVias();
        var i = 0;
        while (i < _edits.Count && (_edits[i].At < at || (_edits[i].IsInsertAt(at) && _edits[i].Name != name)))
            i++;
        _edits.Insert(i, new HeaderEdit(at, EditKind.Insert, name, default, value));
    }

    /// <summary>A new line behind the last header.</summary>
    public void Append(HeaderName name, ReadOnlyMemory<byte> value) =>
        Add(new HeaderEdit(_headers.Count, EditKind.Insert, name, default, value));

    /// <summary>A new line behind the last header, of a header that is not in <see cref="HeaderName"/>.</summary>
    public void Append(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) =>
        Add(new HeaderEdit(_headers.Count, EditKind.Insert, HeaderName.Other, name, value));

    /// <summary>Another value for the field at <paramref name="index"/> of the received message.</summary>
    public void Replace(int index, ReadOnlyMemory<byte> value)
    {
        Drop(index);
        Add(new HeaderEdit(index, EditKind.Replace, _headers[index].Name, default, value));
    }

    public void Remove(int index)
    {
        Drop(index);
        Add(new HeaderEdit(index, EditKind.Remove, _headers[index].Name, default, default));
    }

    /// <summary>Removes every value of a header, received or inserted.</summary>
    public void RemoveAll(HeaderName name)
    {
        for (var i = _edits.Count - 1; i >= 0; i--)
        {
            if (_edits[i].Kind == EditKind.Insert && _edits[i].Name == name)
                _edits.RemoveAt(i);
        }
        for (var i = _headers.IndexOf(name); i >= 0; i = _headers.IndexOf(name, i + 1))
            Remove(i);
    }

    /// <summary>The first value as it will be sent; empty when there is none.</summary>
    public ReadOnlyMemory<byte> First(HeaderName name) => TryFindFirst(name, out _, out var value) ? value : default;

    /// <summary>Removes the first value as it would be sent.</summary>
    public void RemoveFirst(HeaderName name)
    {
        if (!TryFindFirst(name, out var place, out _))
            return;
        if (place.Edit >= 0 && _edits[place.Edit].Kind == EditKind.Insert)
            _edits.RemoveAt(place.Edit);
        else
            Remove(place.Field);
    }

    bool TryFindFirst(HeaderName name, out (int Field, int Edit) place, out ReadOnlyMemory<byte> value)
    {
        var e = 0;
        for (var i = 0; i <= _headers.Count; i++)
        {
            var own = i < _headers.Count && _headers[i].Name == name;
            var current = own ? _headers.Value(i) : default;
            var edited = -1;
            for (; e < _edits.Count && _edits[e].At == i; e++)
            {
                if (_edits[e].Kind == EditKind.Insert)
                {
                    if (_edits[e].Name == name)
                        return Found(i, e, _edits[e].Value, out place, out value);
                    continue;
                }
                edited = e;
                own &= _edits[e].Kind != EditKind.Remove;
                current = _edits[e].Value;
            }
            if (own)
                return Found(i, edited, current, out place, out value);
        }
        place = (-1, -1);
        value = default;
        return false;
    }

    static bool Found(int field, int edit, ReadOnlyMemory<byte> text, out (int Field, int Edit) place, out ReadOnlyMemory<byte> value)
    {
        place = (field, edit);
        value = text;
        return true;
    }

    // RFC 3261 §7.3.1: what proxies need stands near the top.
    int BehindVias()
    {
        var at = Math.Max(0, _headers.IndexOf(HeaderName.Via));
        while (at < _headers.Count && _headers[at].Name == HeaderName.Via)
            at++;
        return at;
    }

    void Drop(int index)
    {
        for (var i = _edits.Count - 1; i >= 0 && _edits[i].At >= index; i--)
        {
            if (_edits[i].At == index && _edits[i].Kind != EditKind.Insert)
                _edits.RemoveAt(i);
        }
    }

    // Behind what is at that place already: what happens to a field comes after what is inserted in front of it.
    void Add(HeaderEdit edit)
    {
        var i = _edits.Count;
        while (i > 0 && _edits[i - 1].At > edit.At)
            i--;
        _edits.Insert(i, edit);
    }
}
