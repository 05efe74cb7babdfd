using System.Buffers;

namespace Rouse.Protocol.Sip;

/// <summary>Character classes and small scans of the SIP grammar (RFC 3261 §25.1).</summary>
static class SipText
{
    public static readonly SearchValues<byte> Token =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~"u8);

    static readonly SearchValues<byte> NoUri =
        SearchValues.Create([.. Enumerable.Range(0, 33).Select(i => (byte)i), (byte)'<', (byte)'>', (byte)'"', 127]);

    static readonly SearchValues<byte> ListStops = SearchValues.Create(",\"<"u8);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(Token);

    /// <summary>Whether no white space, control, bracket or quote stands in it.</summary>
    public static bool IsUriText(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAny(NoUri);

    /// <summary>White space of a header value: folds are white space too.</summary>
    public static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (!IsSpace(text[0]) && !IsSpace(text[^1])) ? text : text.Trim(" \t\r\n"u8);

    public static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> text)
    {
        var span = text.Span;
        // As it nearly always is.
        if (span.IsEmpty || (!IsSpace(span[0]) && !IsSpace(span[^1])))
            return text;
        var start = 0;
        while (start < span.Length && IsSpace(span[start]))
            start++;
        var end = span.Length;
        while (end > start && IsSpace(span[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary>Digits only, at most <paramref name="max"/>.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> text, long max, out long number)
    {
        number = 0;
        if (text.IsEmpty)
            return false;
        foreach (var b in text)
        {
            if (b is < (byte)'0' or > (byte)'9')
                return false;
            number = number * 10 + (b - '0');
            if (number > max)
                return false;
        }
        return true;
    }

    /// <summary>
    /// Offset of the comma that ends the value starting at 0, outside quotes and angle brackets; the length when there is none.
    /// </summary>
    public static int EndOfListValue(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (true)
        {
            var stop = text[i..].IndexOfAny(ListStops);
            if (stop < 0)
                return text.Length;
            i += stop;
            if (text[i] == ',')
                return i;
            var end = text[i] == '"' ? EndOfQuoted(text, i) : EndOfAngle(text, i);
            if (end < 0)
                return text.Length;
            i = end;
        }
    }

    /// <summary>Offset behind the quoted string that opens at <paramref name="start"/>; -1 when it does not end.</summary>
    public static int EndOfQuoted(ReadOnlySpan<byte> text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i + 1;
        }
        return -1;
    }

    static int EndOfAngle(ReadOnlySpan<byte> text, int start)
    {
        var end = text[start..].IndexOf((byte)'>');
        return end < 0 ? -1 : start + end + 1;
    }
}
