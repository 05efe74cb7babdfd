namespace Rouse.Protocol.Sip;

/// <summary>Cuts a text into lines ended by CRLF; a lone LF is taken too.</summary>
ref struct LineReader(ReadOnlySpan<byte> text)
{
    readonly ReadOnlySpan<byte> _text = text;

    public int Start { get; private set; }

    /// <summary>Without the line end.</summary>
    public int End { get; private set; }

    /// <summary>Behind the line end.</summary>
    public int Position { get; private set; }

    /// <summary>Whether a CR stood without its LF somewhere so far.</summary>
    public bool HasBareReturn { get; private set; }

    /// <summary>False when no complete line is left.</summary>
    public bool Next()
    {
        for (var from = Position; ;)
        {
            var stop = _text[from..].IndexOfAny((byte)'\r', (byte)'\n');
            if (stop < 0)
                return false;
            from += stop + 1;
            if (_text[from - 1] == '\n')
                return Take(from - 1, from);
            if (from < _text.Length && _text[from] == '\n')
                return Take(from - 1, from + 1);
            HasBareReturn = true;
        }
    }

    /// <summary>Takes the next lines into this one while they begin with white space (RFC 3261 §7.3.1).</summary>
    public void TakeFolds()
    {
        var start = Start;
        while (Position < _text.Length && _text[Position] is (byte)' ' or (byte)'\t' && Next())
            Start = start;
    }

    bool Take(int end, int position)
    {
        Start = Position;
        End = end;
        Position = position;
        return true;
    }
}
