using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Server.Timelines;

/// <summary>Which requests have a timeline: those by which a user wants to reach another.</summary>
static class RecordedRequests
{
    public static bool Contain(SipRequest request) => request.Method switch
    {
        SipMethod.Invite => request.ToTag.IsEmpty,
        SipMethod.Message => request.ToTag.IsEmpty && !MediaType.IsUnseen(request.Headers.First(HeaderName.ContentType).Span),
        _ => false,
    };
}
