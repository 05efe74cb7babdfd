namespace Rouse.Protocol.Sip.Headers;

/// <summary>
/// Takes the push parameters out of a Contact, so that no other user learns how to wake the phone (RFC 8599 §13): wherever they stand, also
/// behind a URI without brackets and in a URI that is none, because it may be one to who gets it.
/// </summary>
public static class PushParameterMask
{
    /// <summary>The Contact value without <c>pn-*</c>; null when it has none.</summary>
    public static byte[]? Strip(ReadOnlyMemory<byte> contact)
    {
        var text = contact.Span;
        var output = default(ByteBuffer);
        var copied = 0;
        // One that never closes is not looked for again: that would cost the square of the length.
        var quotesClose = true;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quotesClose)
            {
                var behind = SipText.EndOfQuoted(text, i);
                quotesClose = behind > 0;
                i = quotesClose ? behind - 1 : i;
            }
            else if (text[i] == ';' && ParameterAt(text, i + 1) is var parameter && IsPush(parameter))
            {
                if (copied == 0)
                    output = new ByteBuffer(text.Length);
                output.Add(text[copied..i]);
                i += parameter.Length;
                copied = i + 1;
            }
        }
        if (copied == 0)
            return null;
        output.Add(text[copied..]);
        return output.TakeArray();
    }

    static ReadOnlySpan<byte> ParameterAt(ReadOnlySpan<byte> text, int from) =>
        text[from..].IndexOfAny(";>?"u8) is >= 0 and var length ? text.Slice(from, length) : text[from..];

    static bool IsPush(ReadOnlySpan<byte> parameter) =>
        PushParameters.IsPushParameter(SipText.Trim(parameter.IndexOf((byte)'=') is >= 0 and var equals ? parameter[..equals] : parameter));
}
