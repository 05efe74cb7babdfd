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
/// <param name="Name">Of an inserted header.</param>
/// <param name="Value">The new value; of a header that is not in <see cref="HeaderName"/> the whole line, its name included.</param>
readonly record struct HeaderEdit(int At, EditKind Kind, HeaderName Name, ReadOnlyMemory<byte> Value)
{
    public bool IsInsertAt(int at) => At == at && Kind == EditKind.Insert;
}

/// <summary>
/// The differences between a received message and what is sent on. Kept sorted by place, so that writing and reading through them is one
/// pass.
/// </summary>
public sealed class HeaderEdits
{
    // What a request needs that comes from a phone: its Routes go. A branch has more, in an array that is used again.
    const int UsualCount = 2;

    HeaderList _headers;
    HeaderEdit[] _edits = [];
    int _count;

    public HeaderEdits(HeaderList headers) => _headers = headers;

    internal ReadOnlySpan<HeaderEdit> All => _edits.AsSpan(0, _count);

    /// <summary>Begins anew with other headers and the edits that <paramref name="from"/> has made to them.</summary>
    internal void Restart(HeaderList headers, ReadOnlySpan<HeaderEdit> from)
    {
        Array.Clear(_edits, 0, _count);
        _headers = headers;
        _count = 0;
        Reserve(from.Length);
        from.CopyTo(_edits);
        _count = from.Length;
    }

    /// <summary>
    /// A new topmost value, above those of the same header and above earlier prepended ones; the first of its header comes behind the Vias.
    /// </summary>
    public void Prepend(HeaderName name, ReadOnlyMemory<byte> value)
    {
        var at = _headers.IndexOf(name);
        if (at < 0)
            at = name == HeaderName.Via ? 0 : BehindVias();
        var i = 0;
        while (i < _count && (_edits[i].At < at || (_edits[i].IsInsertAt(at) && _edits[i].Name != name)))
            i++;
        Insert(i, new HeaderEdit(at, EditKind.Insert, name, value));
    }

    /// <summary>A new line behind the last header.</summary>
    public void Append(HeaderName name, ReadOnlyMemory<byte> value) =>
        Add(new HeaderEdit(_headers.Count, EditKind.Insert, name, value));

    /// <summary>A new line behind the last header, of a header that is not in <see cref="HeaderName"/>.</summary>
    public void Append(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) =>
        Add(new HeaderEdit(_headers.Count, EditKind.Insert, HeaderName.Other, (byte[])[.. name.Span, .. ": "u8, .. value.Span]));

    /// <summary>Another value for the field at <paramref name="index"/> of the received message.</summary>
    public void Replace(int index, ReadOnlyMemory<byte> value)
    {
        Drop(index);
        Add(new HeaderEdit(index, EditKind.Replace, _headers[index].Name, value));
    }

    public void Remove(int index)
    {
        Drop(index);
        Add(new HeaderEdit(index, EditKind.Remove, _headers[index].Name, default));
    }

    /// <summary>Removes every value of a header, received or inserted.</summary>
    public void RemoveAll(HeaderName name)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_edits[i].Kind == EditKind.Insert && _edits[i].Name == name)
                RemoveAt(i);
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
            RemoveAt(place.Edit);
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
            for (; e < _count && _edits[e].At == i; e++)
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
        for (var i = _count - 1; i >= 0 && _edits[i].At >= index; i--)
        {
            if (_edits[i].At == index && _edits[i].Kind != EditKind.Insert)
                RemoveAt(i);
        }
    }

    // Behind what is at that place already: what happens to a field comes after what is inserted in front of it.
    void Add(HeaderEdit edit)
    {
        var i = _count;
        while (i > 0 && _edits[i - 1].At > edit.At)
            i--;
        Insert(i, edit);
    }

    void Insert(int index, HeaderEdit edit)
    {
        Reserve(_count + 1);
        _edits.AsSpan(index, _count++ - index).CopyTo(_edits.AsSpan(index + 1));
        _edits[index] = edit;
    }

    void RemoveAt(int index)
    {
        _edits.AsSpan(index + 1, --_count - index).CopyTo(_edits.AsSpan(index));
        _edits[_count] = default;
    }

    void Reserve(int count)
    {
        if (count > _edits.Length)
            Array.Resize(ref _edits, Math.Max(count, _edits.Length == 0 ? UsualCount : _edits.Length * 2));
    }
}
