namespace Rouse.Protocol.Sip;

/// <summary>The values of a header whose name we do not know as that of a list (RFC 3261 §7.3.1).</summary>
public static class ListValue
{
    /// <summary>Each without the white space around it; what stands in quotes or angle brackets is one.</summary>
    public static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> text)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        var start = 0;
        while (true)
        {
            var end = start + SipText.EndOfListValue(text.Span[start..]);
            values.Add(Trim(text[start..end]));
            if (end >= text.Length)
                return values;
            start = end + 1;
        }
    }

    static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> value)
    {
        var span = value.Span;
        var (start, end) = (0, span.Length);
        while (start < end && SipText.IsSpace(span[start]))
            start++;
        while (end > start && SipText.IsSpace(span[end - 1]))
            end--;
        return value[start..end];
    }
}
