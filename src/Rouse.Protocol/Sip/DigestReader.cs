namespace Rouse.Protocol.Sip;

/// <summary>
/// Walks a credentials header: a scheme, then <c>name=value</c> or <c>name="value"</c> with commas between (RFC 3261 §25.1).
/// White space and empty elements may stand anywhere; a missing comma is forgiven.
/// </summary>
ref struct DigestReader(ReadOnlySpan<byte> text)
{
    static ReadOnlySpan<byte> Separators => " \t\r\n,"u8;

    static ReadOnlySpan<byte> Space => " \t\r\n"u8;

    ReadOnlySpan<byte> _rest = text;

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value without its quotes, escapes as they stand.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool IsMalformed { get; private set; }

    /// <summary>The word before the parameters; call it first.</summary>
    public ReadOnlySpan<byte> ReadScheme()
    {
        _rest = _rest.TrimStart(Space);
        return TakeUntilAny(Separators);
    }

    /// <summary>Goes to the next parameter. False: the end, or <see cref="IsMalformed"/>.</summary>
    public bool MoveNext()
    {
        _rest = _rest.TrimStart(Separators);
        if (_rest.IsEmpty)
            return false;
        var equals = _rest.IndexOf((byte)'=');
        if (equals <= 0)
            return Fail();
        Name = _rest[..equals].TrimEnd(Space);
        if (Name.IsEmpty || Name.ContainsAny(Separators) || Name.Contains((byte)'"'))
            return Fail();
        _rest = _rest[(equals + 1)..].TrimStart(Space);
        if (_rest.IsEmpty || _rest[0] != '"')
        {
            Value = TakeUntilAny(Separators);
            return true;
        }
        var end = EndOfQuoted(_rest);
        if (end < 0)
            return Fail();
        Value = _rest[1..end];
        _rest = _rest[(end + 1)..];
        return true;
    }

    /// <summary>Copies a quoted string's content without its backslashes.</summary>
    /// <returns>How many bytes were written; never more than there were.</returns>
    public static int Unescape(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var written = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
                i++;
            destination[written++] = value[i];
        }
        return written;
    }

    // Offset of the closing quote; -1 when there is none.
    static int EndOfQuoted(ReadOnlySpan<byte> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i;
        }
        return -1;
    }

    ReadOnlySpan<byte> TakeUntilAny(ReadOnlySpan<byte> stops)
    {
        var length = _rest.IndexOfAny(stops);
        if (length < 0)
            length = _rest.Length;
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    bool Fail()
    {
        IsMalformed = true;
        return false;
    }
}
