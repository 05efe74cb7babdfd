using System.Text;

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

    /// <summary>
    /// Whether a MESSAGE of this Content-Type is nothing that its receiver reads: that somebody types (RFC 3994), or that a message was
    /// delivered (RFC 5438).
    /// </summary>
    public static bool IsUnseen(ReadOnlySpan<byte> contentType)
    {
        var type = Of(contentType);
        return Ascii.EqualsIgnoreCase(type, "application/im-iscomposing+xml"u8) || Ascii.EqualsIgnoreCase(type, "message/imdn+xml"u8);
    }
}
