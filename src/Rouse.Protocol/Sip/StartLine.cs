namespace Rouse.Protocol.Sip;

/// <summary>Request-Line or Status-Line (RFC 3261 §7.1, §7.2): single spaces, nothing behind.</summary>
readonly struct StartLine
{
    const int StatusStart = 8;

    readonly int _methodLength;
    readonly int _uriStart;
    readonly int _uriLength;
    readonly int _status;
    readonly int _phraseLength;

    StartLine(int methodLength, int uriStart, int uriLength, SipParseError? defect)
    {
        _methodLength = methodLength;
        _uriStart = uriStart;
        _uriLength = uriLength;
        Defect = defect;
    }

    StartLine(int status, int phraseLength)
    {
        _status = status;
        _phraseLength = phraseLength;
    }

    public SipParseError? Defect { get; }

    public SipMessage ToMessage(ReadOnlyMemory<byte> bytes, HeaderField[] fields, int bodyStart, SipParseError? defect) => _status == 0
        ? new SipRequest(bytes, _methodLength, _uriStart, _uriLength, fields, bodyStart, defect)
        : new SipResponse(bytes, _status, StatusStart + Math.Min(4, bytes.Length - StatusStart), _phraseLength, fields, bodyStart, defect);

    public static bool TryParse(ReadOnlySpan<byte> line, out StartLine start) =>
        StartsWithSip(line)
            ? TryParseStatus(line, out start)
            : TryParseRequest(line, out start);

    static bool StartsWithSip(ReadOnlySpan<byte> text) => text.Length > 4 && System.Text.Ascii.EqualsIgnoreCase(text[..4], "SIP/"u8);

    static bool TryParseStatus(ReadOnlySpan<byte> line, out StartLine start)
    {
        start = default;
        if (line.Length < StatusStart + 3 || !System.Text.Ascii.EqualsIgnoreCase(line[..StatusStart], "SIP/2.0 "u8)
            || !SipText.TryParseNumber(line.Slice(StatusStart, 3), 699, out var status) || status < 100)
            return false;
        // The space before the phrase is mandatory even when the phrase is empty (RFC 4475 §3.1.1.13), but phones forget it.
        if (line.Length > StatusStart + 3 && line[StatusStart + 3] != ' ')
            return false;
        start = new StartLine((int)status, Math.Max(0, line.Length - StatusStart - 4));
        return true;
    }

    static bool TryParseRequest(ReadOnlySpan<byte> line, out StartLine start)
    {
        start = default;
        var method = line.IndexOf((byte)' ');
        if (method <= 0 || !SipText.IsToken(line[..method]))
            return false;
        var version = line.TrimEnd((byte)' ').LastIndexOf((byte)' ');
        if (version < method || !StartsWithSip(line[(version + 1)..]))
            return false;
        var uri = version > method ? line[(method + 1)..version] : default;
        start = new StartLine(method, method + 1, uri.Length, Check(uri, line[(version + 1)..]));
        return true;
    }

    static SipParseError? Check(ReadOnlySpan<byte> uri, ReadOnlySpan<byte> version)
    {
        if (uri.IsEmpty || uri[0] == ' ' || uri[^1] == ' ' || version.Contains((byte)' '))
            return SipParseError.StartLine;
        if (!SipText.IsUriText(uri))
            return SipParseError.RequestUri;
        return System.Text.Ascii.EqualsIgnoreCase(version, "SIP/2.0"u8) ? null : SipParseError.Version;
    }
}
