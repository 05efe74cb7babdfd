using Rouse.Protocol.Sip;

namespace Rouse.Testing;

/// <summary>The dialog as the called phone sees it: requests from its side go along the route set (RFC 3261 §12.1.1).</summary>
static class IncomingCall
{
    /// <summary>Sends a request in the dialog that <paramref name="phone"/> accepted.</summary>
    public static void SendsInDialog(
        this Phone phone, string method, SipRequest invite, int cseq = 1, string? tag = null, string headers = "")
    {
        NameAddress.TryParse(invite.Headers.First(HeaderName.Contact), out var contact);
        var routes = "";
        foreach (var route in invite.Headers.Values(HeaderName.RecordRoute))
            routes += $"Route: {Phone.Text(route)}\n";
        phone.Sends(
            $"{method} {Phone.Text(contact.UriText)} SIP/2.0\n{phone.Via()}\n{routes}"
            + $"From: {invite.Value(HeaderName.To)};tag={tag ?? "tag-" + phone.User}\n"
            + $"To: {invite.Value(HeaderName.From)}\nCall-ID: {invite.Value(HeaderName.CallId)}\n"
            + $"CSeq: {cseq} {method}\nMax-Forwards: 70\n{(headers.Length == 0 ? "" : headers + "\n")}Content-Length: 0");
    }
}
