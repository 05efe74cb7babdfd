namespace Rouse.Protocol.Sip.Headers;

/// <summary>Takes the push parameters out of a Contact, so that no other user learns how to wake the phone (RFC 8599 §13).</summary>
public static class PushParameterMask
{
    /// <summary>The Contact value without <c>pn-*</c> in its URI; null when it has none.</summary>
    public static byte[]? Strip(ReadOnlyMemory<byte> contact)
    {
        if (!NameAddress.TryParse(contact, out var address) || !address.TryGetUri(out var uri) || !HasAny(uri.Parameters))
            return null;
        var span = contact.Span;
        span.Overlaps(uri.Parameters.Text.Span, out var start);
        start = Math.Abs(start);
        var output = new ByteBuffer(contact.Length);
        output.Add(span[..start]);
        foreach (var parameter in uri.Parameters)
        {
            if (!PushParameters.IsPushParameter(parameter.Name.Span))
                output.Add(parameter.Text.Span);
        }
        output.Add(span[(start + uri.Parameters.Text.Length)..]);
        return output.TakeArray();
    }

    static bool HasAny(ParameterList parameters)
    {
        foreach (var parameter in parameters)
        {
            if (PushParameters.IsPushParameter(parameter.Name.Span))
                return true;
        }
        return false;
    }
}
