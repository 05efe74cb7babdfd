using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Push;

namespace Rouse.Server.Push;

/// <summary>Which requests are worth waking a phone for (RFC 8599 §5.6.2; the exceptions are those of Linphone's ecosystem).</summary>
static class PushRules
{
    /// <summary>What the push announces; null when the request must not push.</summary>
    public static PushEvent? EventOf(SipRequest request)
    {
        if (!request.ToTag.IsEmpty || IsNonUrgent(request))
            return null;
        return request.Method switch
        {
            SipMethod.Invite when request.Headers.Contains(HeaderName.Replaces) => null,
            SipMethod.Invite => IsGroupChat(request) ? PushEvent.Message : PushEvent.Call,
            SipMethod.Message when !MediaType.IsUnseen(request.Headers.First(HeaderName.ContentType).Span) => PushEvent.Message,
            _ => null,
        };
    }

    static bool IsNonUrgent(SipRequest request) =>
        Ascii.EqualsIgnoreCase(request.Headers.First(HeaderName.Priority).Span, "non-urgent"u8);

    /// <summary>
    /// An invitation to a chat room, which rings nowhere: a list of participants as body, or a Contact that says text (RFC 3840 §9) and no
    /// more.
    /// </summary>
    public static bool IsGroupChat(SipRequest request)
    {
        if (request.Method != SipMethod.Invite)
            return false;
        var type = MediaType.Of(request.Headers.First(HeaderName.ContentType).Span);
        if (Ends(type, "/resource-lists+xml"u8))
            return true;
        return NameAddress.TryParse(request.Headers.First(HeaderName.Contact), out var contact) && contact.Parameters.Contains("text"u8)
            && !contact.Parameters.Contains("audio"u8) && !contact.Parameters.Contains("video"u8);
    }

    static bool Ends(ReadOnlySpan<byte> type, ReadOnlySpan<byte> with) =>
        type.Length >= with.Length && Ascii.EqualsIgnoreCase(type[^with.Length..], with);
}
