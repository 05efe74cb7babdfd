using System.Text;
using Rouse.Protocol.Sip;

namespace Rouse.Testing;

/// <summary>A request that a phone sent, and what it sends after it: retransmission, CANCEL, ACK, requests in the dialog.</summary>
sealed class OutgoingCall
{
    readonly Phone _phone;
    readonly string _method;
    readonly string _uri;
    readonly string _from;
    readonly string _to;
    readonly string _headers;
    readonly string? _body;
    string _via = "";
    string _wire = "";
    int _cseq;

    public OutgoingCall(Phone phone, string method, string uri, string headers, string? body)
    {
        _phone = phone;
        _method = method;
        _uri = uri;
        _headers = headers;
        _body = body;
        CallId = phone.Token("call");
        FromTag = phone.Token("from");
        _from = $"<sip:{phone.User}@{phone.Domain}>;tag={FromTag}";
        _to = $"<{uri}>";
        Begins("");
    }

    public string CallId { get; }

    public string FromTag { get; }

    /// <summary>Sends the same bytes once more.</summary>
    public void SendAgain()
    {
        var head = _wire[.._wire.IndexOf("\n\n", StringComparison.Ordinal)].ReplaceLineEndings("\r\n");
        var body = _wire[(_wire.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        _phone.SendsBytes(Encoding.UTF8.GetBytes(head + "\r\n\r\n" + body));
    }

    /// <summary>Sends it as a new request that answers the challenge (RFC 3261 §22.2); acknowledges the challenge to an INVITE.</summary>
    public void Authenticates(SipMessage challenge, string? password = null)
    {
        if (_method == "INVITE")
            Acks(challenge);
        Begins(new Credentials(_phone.User, password ?? _phone.Password!).Answer(challenge, _method, _uri));
    }

    public void Cancels(string headers = "") => _phone.Sends(
        $"CANCEL {_uri} SIP/2.0\n{_via}\nFrom: {_from}\nTo: {_to}\nCall-ID: {CallId}\nCSeq: {_cseq} CANCEL\n"
        + $"Max-Forwards: 70\n{Line(headers)}Content-Length: 0");

    /// <summary>ACK to a final response: of a 2xx along the route set, of another in the INVITE's transaction.</summary>
    public void Acks(SipMessage final)
    {
        var isSuccess = final is SipResponse { Status: < 300 };
        if (isSuccess)
            SendsInDialog("ACK", final, cseq: _cseq);
        else
            _phone.SendsRaw("ACK", _uri, _from, To(final), CallId, $"{_cseq} ACK", _via["Via: ".Length..], "Max-Forwards: 70");
    }

    /// <summary>A request inside the dialog that the response made, along its route set (RFC 3261 §12.1.2).</summary>
    /// <param name="method">Any.</param>
    /// <param name="answer">The response to the first request.</param>
    /// <param name="cseq">0 takes the next.</param>
    /// <param name="headers">More lines.</param>
    /// <param name="uri">Request-URI; null takes the Contact of the answer.</param>
    /// <param name="route">Changes each Route value; null takes the route set as it is.</param>
    /// <param name="sender">Another phone that sends it; null is the caller.</param>
    public void SendsInDialog(
        string method, SipMessage answer, int cseq = 0, string headers = "", string? uri = null, Func<string, string>? route = null,
        Phone? sender = null)
    {
        NameAddress.TryParse(answer.Headers.First(HeaderName.Contact), out var contact);
        var routes = new List<string>();
        foreach (var value in answer.Headers.Values(HeaderName.RecordRoute))
            routes.Insert(0, $"Route: {(route == null ? Phone.Text(value) : route(Phone.Text(value)))}\n");
        var number = cseq > 0 ? cseq : ++_cseq;
        var from = sender ?? _phone;
        var contactLine = method is "INVITE" or "SUBSCRIBE" or "UPDATE" ? $"Contact: <{from.DialogUri}>\n" : "";
        from.Sends(
            $"{method} {uri ?? Phone.Text(contact.UriText)} SIP/2.0\n{from.Via()}\n{string.Concat(routes)}"
            + $"From: {_from}\nTo: {To(answer)}\nCall-ID: {CallId}\n"
            + $"CSeq: {number} {method}\nMax-Forwards: 70\n{contactLine}{Line(headers)}Content-Length: 0");
    }

    void Begins(string proof)
    {
        _cseq++;
        _via = _phone.Via();
        var contact = _method is "INVITE" or "SUBSCRIBE" or "REFER" ? $"Contact: <{_phone.DialogUri}>\n" : "";
        _wire = $"{_method} {_uri} SIP/2.0\n{_via}\nFrom: {_from}\nTo: {_to}\n"
            + $"Call-ID: {CallId}\nCSeq: {_cseq} {_method}\nMax-Forwards: 70\n"
            + $"{contact}{Line(_headers)}{Line(proof)}Content-Length: {Encoding.UTF8.GetByteCount(_body ?? "")}\n\n{_body}";
        SendAgain();
    }

    static string Line(string headers) => headers.Length == 0 ? "" : headers + "\n";

    static string To(SipMessage answer) => Phone.Text(answer.Headers.First(HeaderName.To));

    public override string ToString() => $"{_method} {_uri} {CallId}";
}
