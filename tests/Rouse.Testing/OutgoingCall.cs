using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Testing;

/// <summary>A request that a phone sent, and what it sends after it: retransmission, CANCEL, ACK, requests in the dialog.</summary>
sealed class OutgoingCall
{
    readonly Phone _phone;
    readonly string _method;
    readonly string _uri;
    readonly string _branch;
    readonly string _from;
    readonly string _to;
    readonly string _via;
    readonly string _wire;
    int _cseq = 1;

    public OutgoingCall(Phone phone, string method, string uri, string headers, string? body)
    {
        _phone = phone;
        _method = method;
        _uri = uri;
        _branch = phone.Token("br");
        _via = phone.Via(_branch);
        CallId = phone.Token("call");
        _from = $"<sip:{phone.User}@example.org>;tag={phone.Token("from")}";
        _to = $"<{uri}>";
        var contact = method is "INVITE" or "SUBSCRIBE" or "REFER" ? $"Contact: <{phone.ContactUri}>\n" : "";
        var extra = headers.Length == 0 ? "" : headers + "\n";
        _wire = $"{method} {uri} SIP/2.0\n{_via}\nFrom: {_from}\nTo: {_to}\nCall-ID: {CallId}\nCSeq: {_cseq} {method}\nMax-Forwards: 70\n{contact}{extra}"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body ?? "")}\n\n{body}";
        SendAgain();
    }

    public string CallId { get; }

    /// <summary>Sends the same bytes once more.</summary>
    public void SendAgain()
    {
        var head = _wire[.._wire.IndexOf("\n\n", StringComparison.Ordinal)].ReplaceLineEndings("\r\n");
        var body = _wire[(_wire.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        _phone.SendsBytes(Encoding.UTF8.GetBytes(head + "\r\n\r\n" + body));
    }

    public void Cancels(string headers = "") => _phone.Sends(
        $"CANCEL {_uri} SIP/2.0\n{_via}\nFrom: {_from}\nTo: {_to}\nCall-ID: {CallId}\nCSeq: {_cseq} CANCEL\nMax-Forwards: 70\n{(headers.Length == 0 ? "" : headers + "\n")}Content-Length: 0");

    /// <summary>ACK to a final response: of a 2xx along the route set, of another in the INVITE's transaction.</summary>
    public void Acks(SipMessage final)
    {
        var isSuccess = final is SipResponse { Status: < 300 };
        if (isSuccess)
            SendsInDialog("ACK", final, cseq: _cseq);
        else
            _phone.Sends($"ACK {_uri} SIP/2.0\n{_via}\nFrom: {_from}\nTo: {To(final)}\nCall-ID: {CallId}\nCSeq: {_cseq} ACK\nMax-Forwards: 70\nContent-Length: 0");
    }

    /// <summary>A request inside the dialog that the 2xx made, along its route set (RFC 3261 §12.1.2).</summary>
    public void SendsInDialog(string method, SipMessage answer, int cseq = 0, string headers = "")
    {
        NameAddress.TryParse(answer.Headers.First(HeaderName.Contact), out var contact);
        var routes = new List<string>();
        foreach (var route in answer.Headers.Values(HeaderName.RecordRoute))
            routes.Insert(0, $"Route: {Phone.Text(route)}\n");
        var number = cseq > 0 ? cseq : ++_cseq;
        var contactLine = method is "INVITE" ? $"Contact: <{_phone.ContactUri}>\n" : "";
        _phone.Sends(
            $"{method} {Phone.Text(contact.UriText)} SIP/2.0\n{_phone.Via()}\n{string.Concat(routes)}From: {_from}\nTo: {To(answer)}\nCall-ID: {CallId}\n"
            + $"CSeq: {number} {method}\nMax-Forwards: 70\n{contactLine}{(headers.Length == 0 ? "" : headers + "\n")}Content-Length: 0");
    }

    static string To(SipMessage answer) => Phone.Text(answer.Headers.First(HeaderName.To));

    public override string ToString() => $"{_method} {_uri} {CallId}";
}
