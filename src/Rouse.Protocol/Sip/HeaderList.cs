namespace Rouse.Protocol.Sip;

/// <summary>The header values of a message in the order in which they came.</summary>
public readonly struct HeaderList
{
    readonly ReadOnlyMemory<byte> _bytes;
    readonly HeaderField[] _fields;

    internal HeaderList(ReadOnlyMemory<byte> bytes, HeaderField[] fields)
    {
        _bytes = bytes;
        _fields = fields;
    }

    public int Count => _fields.Length;

    public HeaderField this[int index] => _fields[index];

    internal ReadOnlySpan<HeaderField> Fields => _fields;

    /// <summary>Index of the first value of <paramref name="name"/> at or behind <paramref name="from"/>; -1 when there is none.</summary>
    public int IndexOf(HeaderName name, int from = 0)
    {
        for (var i = from; i < _fields.Length; i++)
        {
            if (_fields[i].Name == name)
                return i;
        }
        return -1;
    }

    public bool Contains(HeaderName name) => IndexOf(name) >= 0;

    /// <summary>The first value; empty when absent.</summary>
    public ReadOnlyMemory<byte> First(HeaderName name) => IndexOf(name) is >= 0 and var i ? Value(i) : default;

    public ReadOnlyMemory<byte> Value(int index) => _bytes.Slice(_fields[index].ValueStart, _fields[index].ValueLength);

    /// <summary>The name as it stands in the message, full or compact.</summary>
    public ReadOnlyMemory<byte> NameText(int index) => _bytes.Slice(_fields[index].LineStart, _fields[index].NameLength);

    /// <summary>
    /// The first value of a header that is not in <see cref="HeaderName"/>, compared without case; empty when absent. A compact form is a
    /// name of its own here.
    /// </summary>
    public ReadOnlyMemory<byte> FirstOther(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_fields[i].Name == HeaderName.Other && System.Text.Ascii.EqualsIgnoreCase(NameText(i).Span, name))
                return Value(i);
        }
        return default;
    }

    /// <summary>All values of one header, top to bottom.</summary>
    public ValueEnumerator Values(HeaderName name) => new(this, name);

    /// <summary>Walks the values of one header without allocating.</summary>
    public struct ValueEnumerator(HeaderList list, HeaderName name)
    {
        int _index = -1;

        public readonly ReadOnlyMemory<byte> Current => list.Value(_index);

        /// <summary>Place of <see cref="Current"/> in the list.</summary>
        public readonly int Index => _index;

        public bool MoveNext() => (_index = list.IndexOf(name, _index + 1)) >= 0;

        public readonly ValueEnumerator GetEnumerator() => this;
    }
}
