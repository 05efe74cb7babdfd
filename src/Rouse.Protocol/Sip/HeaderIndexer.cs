namespace Rouse.Protocol.Sip;

/// <summary>Finds the header values of a message: one pass over the lines, nothing copied.</summary>
static class HeaderIndexer
{
    [ThreadStatic]
    static HeaderField[]? _scratch;

    /// <summary>Leaves <paramref name="line"/> behind the empty line that ends the headers.</summary>
    public static HeaderField[] Index(ReadOnlySpan<byte> text, ref LineReader line, ref SipParseError? defect)
    {
        var scratch = _scratch ??= new HeaderField[SipLimits.HeaderFields];
        var count = 0;
        while (line.Next())
        {
            if (line.Start == line.End)
                return scratch[..count];
            line.TakeFolds();
            if (line.Position > HeaderField.LastOffset)
            {
                defect ??= SipParseError.TooLarge;
                return scratch[..count];
            }
            if (!TryIndexLine(text, line, scratch, ref count, ref defect))
                return scratch[..count];
        }
        defect ??= SipParseError.NoEndOfHeaders;
        return scratch[..count];
    }

    static bool TryIndexLine(ReadOnlySpan<byte> text, LineReader line, HeaderField[] fields, ref int count, ref SipParseError? defect)
    {
        var content = text[line.Start..line.End];
        var colon = content.IndexOf((byte)':');
        var nameLength = colon < 0 ? 0 : content[..colon].TrimEnd(" \t"u8).Length;
        if (nameLength == 0 || !SipText.IsToken(content[..nameLength]))
        {
            defect ??= SipParseError.HeaderLine;
            return true;
        }
        var name = HeaderNames.Parse(content[..nameLength]);
        var start = line.Start + colon + 1;
        var isList = HeaderNames.IsList(name);
        while (true)
        {
            if (count == SipLimits.HeaderFields)
            {
                defect ??= SipParseError.TooManyHeaders;
                return false;
            }
            var end = isList ? start + SipText.EndOfListValue(text[start..line.End]) : line.End;
            fields[count++] = Field(text, name, line, nameLength, start, end);
            if (end >= line.End)
                return true;
            start = end + 1;
        }
    }

    static HeaderField Field(ReadOnlySpan<byte> text, HeaderName name, LineReader line, int nameLength, int start, int end)
    {
        while (start < end && SipText.IsSpace(text[start]))
            start++;
        while (end > start && SipText.IsSpace(text[end - 1]))
            end--;
        return new HeaderField(name, line.Start, nameLength, start, end - start, line.Position);
    }
}
