namespace Rouse.Protocol.Sip;

/// <summary>
/// Builds our own response to a request (RFC 3261 §8.2.6): Vias, From, To, Call-ID and CSeq are copied, the rest is given.
/// </summary>
public ref struct ResponseBuilder
{
    readonly SipRequest _request;
    readonly int _status;
    ByteBuffer _output;

    /// <param name="request">What is answered.</param>
    /// <param name="status">100 … 699.</param>
    /// <param name="phrase">Null takes the standard one.</param>
    /// <param name="topVia">The request's topmost Via with <c>received</c> and <c>rport</c> filled in (RFC 3581 §4); empty copies it as it
    /// is.</param>
    /// <param name="toTag">Our tag, if the request's To has none; not for 100.</param>
    public ResponseBuilder(SipRequest request, int status, string? phrase, ReadOnlyMemory<byte> topVia, ReadOnlySpan<byte> toTag)
    {
        _request = request;
        _status = status;
        _output = new ByteBuffer(512 + request.Headers.Count * 64);
        _output.Add("SIP/2.0 "u8);
        _output.Add(status);
        _output.Add(" "u8);
        _output.Add(phrase ?? SipStatus.Phrase(status));
        _output.Add("\r\n"u8);
        CopyVias(topVia);
        CopyFirst(HeaderName.From);
        CopyTo(toTag);
        CopyFirst(HeaderName.CallId);
        CopyFirst(HeaderName.CSeq);
        if (status == 100)
            Copy(HeaderName.Timestamp);
    }

    /// <summary>One more header line.</summary>
    public void Add(HeaderName name, ReadOnlySpan<byte> value) => Add(HeaderNames.ToWire(name), value);

    public void Add(HeaderName name, string value)
    {
        _output.Add(HeaderNames.ToWire(name));
        _output.Add(": "u8);
        _output.Add(value);
        _output.Add("\r\n"u8);
    }

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _output.Add(name);
        _output.Add(": "u8);
        _output.Add(value);
        _output.Add("\r\n"u8);
    }

    /// <summary>Copies every value of a header from the request, such as Path into the 200 to a REGISTER (RFC 3327 §5.3).</summary>
    public void Copy(HeaderName name)
    {
        foreach (var value in _request.Headers.Values(name))
            Add(name, value.Span);
    }

    /// <summary>Ends the message with an empty body. The builder is used up.</summary>
    public byte[] ToArray()
    {
        _output.Add("Content-Length: 0\r\n\r\n"u8);
        return _output.TakeArray();
    }

    /// <summary>Ends the message with this body. The builder is used up.</summary>
    /// <param name="contentType">Value of Content-Type.</param>
    /// <param name="body">Its bytes.</param>
    public byte[] ToArray(string contentType, ReadOnlySpan<byte> body)
    {
        Add(HeaderName.ContentType, contentType);
        _output.Add("Content-Length: "u8);
        _output.Add(body.Length);
        _output.Add("\r\n\r\n"u8);
        _output.Add(body);
        return _output.TakeArray();
    }

    // A request that repeats them is refused, but not with a response that repeats them.
    void CopyFirst(HeaderName name)
    {
        if (_request.Headers.IndexOf(name) is >= 0 and var index)
            Add(name, _request.Headers.Value(index).Span);
    }

    void CopyVias(ReadOnlyMemory<byte> topVia)
    {
        var isTop = true;
        foreach (var via in _request.Headers.Values(HeaderName.Via))
        {
            Add(HeaderName.Via, isTop && !topVia.IsEmpty ? topVia.Span : via.Span);
            isTop = false;
        }
    }

    void CopyTo(ReadOnlySpan<byte> tag)
    {
        var value = _request.Headers.First(HeaderName.To);
        if (value.IsEmpty)
            return;
        if (_status == 100 || tag.IsEmpty || !_request.ToTag.IsEmpty)
        {
            Add(HeaderName.To, value.Span);
            return;
        }
        _output.Add("To: "u8);
        _output.Add(value.Span);
        _output.Add(";tag="u8);
        _output.Add(tag);
        _output.Add("\r\n"u8);
    }
}
