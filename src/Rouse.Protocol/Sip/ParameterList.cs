namespace Rouse.Protocol.Sip;

/// <summary>
/// Parameters as they stand in a URI or header: <c>;name=value;flag</c>. Names are compared without case. The first of equal names counts.
/// </summary>
public readonly struct ParameterList(ReadOnlyMemory<byte> text)
{
    /// <summary>The section as it stands, from its first semicolon; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Text { get; } = text;

    /// <summary>The value as it stands (quoted values with their quotes); empty for a flag.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> value)
    {
        foreach (var parameter in this)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(parameter.Name.Span, name))
            {
                value = parameter.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    public bool Contains(ReadOnlySpan<byte> name) => TryGet(name, out _);

    /// <summary>
    /// Whether every parameter is <c>name</c> or <c>name=value</c>, name a token and value a token, host or quoted string.
    /// </summary>
    public bool IsWellFormed
    {
        get
        {
            foreach (var parameter in this)
            {
                if (!SipText.IsToken(parameter.Name.Span) || !IsValue(parameter))
                    return false;
            }
            return true;
        }
    }

    public Enumerator GetEnumerator() => new(Text);

    static bool IsValue(Parameter parameter)
    {
        var value = parameter.Value.Span;
        if (!parameter.HasValue)
            return true;
        if (value.IsEmpty)
            return false;
        return value[0] == '"' ? SipText.EndOfQuoted(value, 0) == value.Length : SipText.IsUriText(value);
    }

    /// <param name="Name">As it stands.</param>
    /// <param name="Value">As it stands; empty for a flag.</param>
    /// <param name="HasValue">Whether there was an equals sign.</param>
    /// <param name="Text">The whole parameter from its semicolon.</param>
    public readonly record struct Parameter(
        ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value, bool HasValue, ReadOnlyMemory<byte> Text);

    /// <summary>Walks the parameters without allocating.</summary>
    public struct Enumerator(ReadOnlyMemory<byte> text)
    {
        ReadOnlyMemory<byte> _rest = text;

        public Parameter Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var length = EndOfParameter(_rest.Span);
            var whole = _rest[..length];
            _rest = _rest[length..];
            var inner = whole.Span[0] == ';' ? whole[1..] : whole;
            var equals = inner.Span.IndexOf((byte)'=');
            var name = SipText.Trim(equals < 0 ? inner : inner[..equals]);
            Current = new(name, equals < 0 ? default : SipText.Trim(inner[(equals + 1)..]), equals >= 0, whole);
            return true;
        }

        static int EndOfParameter(ReadOnlySpan<byte> text)
        {
            for (var i = 1; i < text.Length;)
            {
                var stop = text[i..].IndexOfAny((byte)';', (byte)'"');
                if (stop < 0)
                    return text.Length;
                i += stop;
                if (text[i] == ';')
                    return i;
                i = SipText.EndOfQuoted(text, i);
                // A quote that never closes takes the rest: looking again at each later quote would cost the square of the length.
                if (i < 0)
                    return text.Length;
            }
            return text.Length;
        }
    }
}
