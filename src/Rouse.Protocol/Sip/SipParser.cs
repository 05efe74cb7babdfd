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

    /// <summary>
    /// One message cut out of a stream by <see cref="SipFramer"/>. What the framer calls <see cref="Frame.Broken"/> never comes without a
    /// defect.
    /// </summary>
    public static bool TryParseFramed(ReadOnlyMemory<byte> bytes, out SipMessage? message, out SipParseError? error) =>
        TryParse(bytes, isStream: true, out message, out error);

    static bool TryParse(ReadOnlyMemory<byte> bytes, bool isStream, out SipMessage? message, out SipParseError? error)
    {
        message = null;
        error = SipParseError.StartLine;
        // RFC 3261 §7.5: empty lines before the start line are ignored.
        var skip = bytes.Span.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (skip < 0)
            return false;
        bytes = bytes[skip..];
        var line = new LineReader(bytes.Span);
        if (!line.Next() || !StartLine.TryParse(bytes.Span[line.Start..line.End], out var start))
            return false;
        var defect = start.Defect;
        var fields = HeaderIndexer.Index(bytes.Span, ref line, ref defect);
        // A return without its line feed ends a line for some parsers and not for others: what they would see differs.
        if (line.HasBareReturn)
            defect ??= SipParseError.HeaderLine;
        var bodyStart = line.Position;
        if (bodyStart > SipLimits.HeadBytes)
            defect ??= SipParseError.TooLarge;
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
                if (isStream && bodyStart + length > SipLimits.MessageBytes)
                    defect ??= SipParseError.TooLarge;
                if (length > available)
                    defect ??= SipParseError.BodyTooShort;
                return (int)Math.Min(length, available);
        }
    }
}
