namespace Rouse.Protocol.Sip;

/// <summary>
/// Turns bytes into an indexed message. Hostile bytes never throw: what cannot be answered gives false, what can be gives a message with a
/// <see cref="SipMessage.Defect"/>. Grammar inside header values is left to who reads them and to <see cref="SipSyntax"/>.
/// </summary>
public static class SipParser
{
    /// <summary>One datagram (RFC 3261 §18.3): the body ends with the datagram or, if Content-Length says so, before.</summary>
    public static bool TryParseDatagram(ReadOnlyMemory<byte> bytes, out SipMessage? message, out SipParseError? error) =>
        TryParse(bytes, isStream: false, out message, out error);

    /// <summary>One message cut out of a stream by <see cref="SipFramer"/>.</summary>
    public static bool TryParseFramed(ReadOnlyMemory<byte> bytes, out SipMessage? message, out SipParseError? error) =>
        TryParse(bytes, isStream: true, out message, out error);

    static bool TryParse(ReadOnlyMemory<byte> bytes, bool isStream, out SipMessage? message, out SipParseError? error)
    {
        message = null;
        // RFC 3261 §7.5: empty lines before the start line are ignored.
        var skip = bytes.Span.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (skip < 0)
        {
            error = SipParseError.StartLine;
            return false;
        }
        bytes = bytes[skip..];
        var line = new LineReader(bytes.Span);
        if (!line.Next() || !StartLine.TryParse(bytes.Span[line.Start..line.End], out var start, out error))
        {
            error = SipParseError.StartLine;
            return false;
        }
        var defect = start.Defect;
        var fields = HeaderIndexer.Index(bytes.Span, ref line, ref defect);
        var bodyStart = line.Position;
        var length = BodyLength(bytes, fields, bodyStart, isStream, ref defect);
        message = start.ToMessage(bytes[..(bodyStart + length)], fields, bodyStart, defect);
        error = defect;
        return true;
    }

    static int BodyLength(ReadOnlyMemory<byte> bytes, HeaderField[] fields, int bodyStart, bool isStream, ref SipParseError? defect)
    {
        var available = bytes.Length - bodyStart;
        switch (ContentLength.Find(new HeaderList(bytes, fields), out var length))
        {
            case ContentLength.State.Absent when !isStream:
                return available;
            case ContentLength.State.Absent:
                defect ??= SipParseError.MissingContentLength;
                return 0;
            case ContentLength.State.Malformed:
                defect ??= SipParseError.ContentLength;
                return 0;
            default:
                if (length > available)
                    defect ??= SipParseError.BodyTooShort;
                return (int)Math.Min(length, available);
        }
    }
}

/// <summary>Content-Length (RFC 3261 §20.14): several of them must agree, else the end of the message is anybody's guess.</summary>
static class ContentLength
{
    public enum State : byte
    {
        Absent,
        Present,
        Malformed,
    }

    public static State Find(HeaderList headers, out long length)
    {
        length = 0;
        var state = State.Absent;
        foreach (var value in headers.Values(HeaderName.ContentLength))
        {
            if (!SipText.TryParseNumber(value.Span, int.MaxValue, out var number) || (state == State.Present && number != length))
                return State.Malformed;
            length = number;
            state = State.Present;
        }
        return state;
    }
}

/// <summary>Cuts a text into lines ended by CRLF; a lone LF is taken too.</summary>
ref struct LineReader(ReadOnlySpan<byte> text)
{
    readonly ReadOnlySpan<byte> _text = text;

    public int Start { get; private set; }

    /// <summary>Without the line end.</summary>
    public int End { get; private set; }

    /// <summary>Behind the line end.</summary>
    public int Position { get; private set; }

    /// <summary>False when no complete line is left.</summary>
    public bool Next()
    {
        var newline = _text[Position..].IndexOf((byte)'\n');
        if (newline < 0)
            return false;
        Start = Position;
        End = Start + newline;
        Position = End + 1;
        if (End > Start && _text[End - 1] == '\r')
            End--;
        return true;
    }

    /// <summary>Takes the next lines into this one while they begin with white space (RFC 3261 §7.3.1).</summary>
    public void TakeFolds()
    {
        var start = Start;
        while (Position < _text.Length && _text[Position] is (byte)' ' or (byte)'\t' && Next())
            Start = start;
    }
}
