namespace Rouse.Protocol.Sip.Headers;

/// <summary>CSeq (RFC 3261 §20.16): the number is below 2^31.</summary>
public readonly ref struct CSeq
{
    public long Number { get; private init; }

    public ReadOnlySpan<byte> Method { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> value, out CSeq cseq)
    {
        cseq = default;
        var end = value.IndexOfAny(" \t\r\n"u8);
        if (end <= 0 || !SipText.TryParseNumber(value[..end], int.MaxValue, out var number))
            return false;
        var method = SipText.Trim(value[end..]);
        if (!SipText.IsToken(method))
            return false;
        cseq = new CSeq { Number = number, Method = method };
        return true;
    }
}
