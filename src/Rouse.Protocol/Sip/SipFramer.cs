namespace Rouse.Protocol.Sip;

/// <summary>What stands at the front of a stream's bytes.</summary>
public enum Frame : byte
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>A whole message.</summary>
    Message,

    /// <summary>CRLFCRLF: a keep-alive that wants a CRLF back (RFC 5626 §3.5.1).</summary>
    Ping,

    /// <summary>A CRLF between messages or the answer to a keep-alive; nothing to do.</summary>
    Blank,

    /// <summary>The end of the message cannot be known: it is answered if possible, and the connection closed (RFC 3261 §18.3).</summary>
    Broken,
}

/// <summary>
/// Cuts a stream into messages by Content-Length (RFC 3261 §18.3). It keeps no bytes; it remembers how far it has looked.
/// </summary>
public sealed class SipFramer
{
    int _scanned;
    int _headLength;
    long _messageLength;

    /// <summary>Looks at the unconsumed bytes of the stream.</summary>
    /// <param name="pending">All bytes from the first not yet consumed.</param>
    /// <param name="length">What this frame consumes.</param>
    public Frame Next(ReadOnlySpan<byte> pending, out int length)
    {
        length = 0;
        if (pending.IsEmpty)
            return Frame.Incomplete;
        if (_headLength == 0 && pending[0] is (byte)'\r' or (byte)'\n')
            return Blank(pending, out length);
        if (_headLength == 0 && !FindHead(pending))
            return pending.Length > SipLimits.HeadBytes ? Break(pending.Length, out length) : Frame.Incomplete;
        if (_headLength > SipLimits.HeadBytes || _messageLength is < 0 or > SipLimits.MessageBytes)
            return Break(_headLength, out length);
        if (pending.Length < _messageLength)
            return Frame.Incomplete;
        length = (int)_messageLength;
        Reset();
        return Frame.Message;
    }

    static Frame Blank(ReadOnlySpan<byte> pending, out int length)
    {
        if (pending.StartsWith("\r\n\r\n"u8))
        {
            length = 4;
            return Frame.Ping;
        }
        // What may be the front of a ping waits for the rest of it.
        if ("\r\n\r\n"u8.StartsWith(pending))
        {
            length = 0;
            return Frame.Incomplete;
        }
        length = pending.StartsWith("\r\n"u8) ? 2 : 1;
        return Frame.Blank;
    }

    bool FindHead(ReadOnlySpan<byte> pending)
    {
        // The end may straddle what was already looked at.
        var from = Math.Max(0, _scanned - 3);
        var end = EndOfHead(pending[from..]);
        if (end < 0)
        {
            _scanned = pending.Length;
            return false;
        }
        _headLength = from + end;
        _messageLength = MessageLength(pending[.._headLength]);
        return true;
    }

    // -1 when Content-Length is missing or malformed.
    static long MessageLength(ReadOnlySpan<byte> head)
    {
        long length = -1;
        var line = new LineReader(head);
        line.Next();
        while (line.Next())
        {
            line.TakeFolds();
            var content = head[line.Start..line.End];
            var colon = content.IndexOf((byte)':');
            if (colon <= 0 || HeaderNames.Parse(content[..colon].TrimEnd(" \t"u8)) != HeaderName.ContentLength)
                continue;
            if (!SipText.TryParseNumber(SipText.Trim(content[(colon + 1)..]), int.MaxValue, out var number))
                return -1;
            if (length >= 0 && number != length)
                return -1;
            length = number;
        }
        return length < 0 ? -1 : head.Length + length;
    }

    static int EndOfHead(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length;)
        {
            var newline = text[i..].IndexOf((byte)'\n');
            if (newline < 0)
                return -1;
            i += newline + 1;
            if (i < text.Length && text[i] == '\n')
                return i + 1;
            if (i + 1 < text.Length && text[i] == '\r' && text[i + 1] == '\n')
                return i + 2;
        }
        return -1;
    }

    Frame Break(int consumed, out int length)
    {
        length = consumed;
        Reset();
        return Frame.Broken;
    }

    void Reset() => (_scanned, _headLength, _messageLength) = (0, 0, 0);
}
