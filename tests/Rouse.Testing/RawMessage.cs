using Rouse.Protocol.Sip;

namespace Rouse.Testing;

/// <summary>Messages written header by header, for what a well-behaved phone would not send.</summary>
static class RawMessage
{
    /// <summary>A request; what is not given stands for something plain.</summary>
    /// <param name="phone">Who sends it.</param>
    /// <param name="method">Any.</param>
    /// <param name="uri">Request-URI.</param>
    /// <param name="from">Value of From; null is the phone's own with tag 1.</param>
    /// <param name="to">Value of To; null is the Request-URI.</param>
    /// <param name="callId">Value of Call-ID.</param>
    /// <param name="cseq">Value of CSeq; null is the first of the method.</param>
    /// <param name="via">Value of Via; null is the phone's own.</param>
    /// <param name="headers">More lines.</param>
    public static void SendsRaw(
        this Phone phone, string method, string uri, string? from = null, string? to = null, string callId = "raw", string? cseq = null,
        string? via = null, string headers = "X-None: 1") => phone.Sends(
            $"""
            {method} {uri} SIP/2.0
            {(via == null ? phone.Via() : "Via: " + via)}
            From: {from ?? $"<sip:{phone.User}@{phone.Domain}>;tag=1"}
            To: {to ?? $"<{uri}>"}
            Call-ID: {callId}
            CSeq: {cseq ?? "1 " + method}
            {headers}
            Content-Length: 0
            """);

    /// <summary>Registers any contact for anybody, without authentication.</summary>
    public static void RegistersContact(this Phone phone, string aor, string contact, string headers = "X-None: 1")
    {
        phone.SendsRaw(
            "REGISTER", "sip:example.org", "<sip:x@example.org>;tag=1", $"<{aor}>", "reg-" + contact,
            headers: $"Contact: <{contact}>\n{headers}");
        phone.Receives("SIP/2.0 200 *");
    }

    /// <summary>A response to <paramref name="invite"/> with other Vias or another CSeq than it should have.</summary>
    public static void AnswersRaw(
        this Phone phone, SipMessage invite, int status, string? vias = null, string? cseq = null, string headers = "X-None: 1",
        string? phrase = null) =>
        phone.Sends(
            $"""
            SIP/2.0 {status} {phrase ?? SipStatus.Phrase(status)}
            Via: {vias ?? string.Join(", ", invite.Values(HeaderName.Via))}
            From: {invite.Value(HeaderName.From)}
            To: {invite.Value(HeaderName.To)};tag=b
            Call-ID: {invite.Value(HeaderName.CallId)}
            CSeq: {cseq ?? invite.Value(HeaderName.CSeq)}
            {headers}
            Content-Length: 0
            """);
}
