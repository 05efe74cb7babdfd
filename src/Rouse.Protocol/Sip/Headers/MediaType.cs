namespace Rouse.Protocol.Sip.Headers;

/// <summary>Content-Type (RFC 3261 §20.15) without its parameters.</summary>
public static class MediaType
{
    /// <summary><c>type/subtype</c> as it stands.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> contentType)
    {
        var semicolon = contentType.IndexOf((byte)';');
        return SipText.Trim(semicolon < 0 ? contentType : contentType[..semicolon]);
    }
}
