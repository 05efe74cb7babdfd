namespace Rouse.Protocol.Sip.Headers;

/// <summary>Takes the push parameters out of a Contact, so that no other user learns how to wake the phone (RFC 8599 §13).</summary>
public static class PushParameterMask
{
    /// <summary>
    /// The Contact value without <c>pn-*</c>, in its URI and behind it, where they stand when a sloppy phone forgets the brackets; null when it has none.
    /// </summary>
    public static byte[]? Strip(ReadOnlyMemory<byte> contact)
    {
        var hasAddress = NameAddress.TryParse(contact, out var address);
        var ofUri = hasAddress ? InUri(address) : FromSemicolon(contact);
        if (!HasAny(ofUri) && !HasAny(address.Parameters))
            return null;
        var output = new ByteBuffer(contact.Length);
        var end = CopyWithout(ofUri, contact, 0, ref output);
        end = CopyWithout(address.Parameters, contact, end, ref output);
        output.Add(contact.Span[end..]);
        return output.TakeArray();
    }

    // What is no URI is still searched: it may be one to who gets it.
    static ParameterList InUri(NameAddress address)
    {
        if (!address.HasBrackets)
            return default;
        return address.TryGetUri(out var uri) && uri.IsSip ? uri.Parameters : FromSemicolon(address.UriText);
    }

    static ParameterList FromSemicolon(ReadOnlyMemory<byte> text) =>
        text.Span.IndexOf((byte)';') is >= 0 and var start ? new ParameterList(text[start..]) : default;

    static bool HasAny(ParameterList parameters)
    {
        foreach (var parameter in parameters)
        {
            if (PushParameters.IsPushParameter(parameter.Name.Span))
                return true;
        }
        return false;
    }

    // Copies from one end to the next; gives the offset behind the list.
    static int CopyWithout(ParameterList parameters, ReadOnlyMemory<byte> contact, int from, ref ByteBuffer output)
    {
        if (parameters.Text.IsEmpty)
            return from;
        contact.Span.Overlaps(parameters.Text.Span, out var start);
        output.Add(contact.Span[from..start]);
        foreach (var parameter in parameters)
        {
            if (!PushParameters.IsPushParameter(parameter.Name.Span))
                output.Add(parameter.Text.Span);
        }
        return start + parameters.Text.Length;
    }
}
