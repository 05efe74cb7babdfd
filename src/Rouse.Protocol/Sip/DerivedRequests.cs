namespace Rouse.Protocol.Sip;

/// <summary>Requests that follow from an INVITE that we sent and the responses to it.</summary>
public static class DerivedRequests
{
    /// <summary>CANCEL (RFC 3261 §9.1): Request-URI, top Via, From, To, Call-ID, CSeq number and Route of the INVITE.</summary>
    /// <param name="invite">As we sent it.</param>
    /// <param name="reason">Value of Reason (RFC 3326); empty for none.</param>
    public static byte[] Cancel(SipRequest invite, ReadOnlySpan<byte> reason)
    {
        var output = Begin(invite, "CANCEL"u8, invite.RequestUri.Span, invite.Headers.First(HeaderName.Via).Span);
        CopyAll(invite, HeaderName.Route, ref output);
        AddLine("From"u8, invite.Headers.First(HeaderName.From).Span, ref output);
        AddLine("To"u8, invite.Headers.First(HeaderName.To).Span, ref output);
        AddCSeq(invite, 0, "CANCEL"u8, ref output);
        if (!reason.IsEmpty)
            AddLine("Reason"u8, reason, ref output);
        return End(ref output);
    }

    /// <summary>ACK to a final response of 300 or above (RFC 3261 §17.1.1.3): part of the INVITE's transaction.</summary>
    public static byte[] Ack(SipRequest invite, SipResponse final)
    {
        var output = Begin(invite, "ACK"u8, invite.RequestUri.Span, invite.Headers.First(HeaderName.Via).Span);
        CopyAll(invite, HeaderName.Route, ref output);
        AddDialog(invite, final, ref output);
        AddCSeq(invite, 0, "ACK"u8, ref output);
        return End(ref output);
    }

    /// <summary>A request inside the dialog that a 2xx made (RFC 3261 §12.2.1.1): to its Contact, with a Via of its own.</summary>
    /// <param name="invite">As we sent it.</param>
    /// <param name="answer">The 2xx.</param>
    /// <param name="method">ACK or BYE.</param>
    /// <param name="via">Via value of this request.</param>
    /// <param name="cseqStep">Added to the INVITE's CSeq: 0 for ACK, 1 for BYE.</param>
    public static byte[] InDialog(SipRequest invite, SipResponse answer, ReadOnlySpan<byte> method, ReadOnlySpan<byte> via, int cseqStep)
    {
        // A Contact that is no URI must not get into a request line, and a GRUU stands for where the INVITE went (RFC 5627 §6.1).
        var target = NameAddress.TryParse(answer.Headers.First(HeaderName.Contact), out var contact) && contact.TryGetUri(out var uri)
            && !uri.Parameters.Contains("gr"u8)
                ? uri.Text
                : invite.RequestUri;
        var output = Begin(invite, method, target.Span, via);
        if (!TryAddRouteSet(invite, answer, ref output))
            // A phone behind an edge proxy that recorded nothing is reached through it all the same (RFC 3327).
            CopyAll(invite, HeaderName.Route, ref output);
        AddDialog(invite, answer, ref output);
        AddCSeq(invite, cseqStep, method, ref output);
        return End(ref output);
    }

    // The proxies between us and who answered (RFC 3261 §12.1.2): what stands above the entries of the INVITE, the nearest of them last.
    static bool TryAddRouteSet(SipRequest invite, SipResponse answer, ref ByteBuffer output)
    {
        var recorded = new List<ReadOnlyMemory<byte>>();
        foreach (var entry in answer.Headers.Values(HeaderName.RecordRoute))
            recorded.Add(entry);
        var count = recorded.Count;
        foreach (var _ in invite.Headers.Values(HeaderName.RecordRoute))
            count--;
        for (var i = count - 1; i >= 0; i--)
            AddLine("Route"u8, recorded[i].Span, ref output);
        return count > 0;
    }

    static ByteBuffer Begin(SipRequest invite, ReadOnlySpan<byte> method, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> via)
    {
        var output = new ByteBuffer(1024);
        output.Add(method);
        output.Add(" "u8);
        output.Add(uri);
        output.Add(" SIP/2.0\r\n"u8);
        AddLine("Via"u8, via, ref output);
        AddLine("Max-Forwards"u8, "70"u8, ref output);
        AddLine("Call-ID"u8, invite.CallId, ref output);
        return output;
    }

    static void AddDialog(SipRequest invite, SipResponse response, ref ByteBuffer output)
    {
        AddLine("From"u8, invite.Headers.First(HeaderName.From).Span, ref output);
        AddLine("To"u8, response.Headers.First(HeaderName.To).Span, ref output);
    }

    static void AddCSeq(SipRequest invite, int step, ReadOnlySpan<byte> method, ref ByteBuffer output)
    {
        invite.TryGetCSeq(out var cseq);
        output.Add("CSeq: "u8);
        output.Add(cseq.Number + step);
        output.Add(" "u8);
        output.Add(method);
        output.Add("\r\n"u8);
    }

    static void CopyAll(SipRequest invite, HeaderName name, ref ByteBuffer output)
    {
        foreach (var value in invite.Headers.Values(name))
            AddLine(HeaderNames.ToWire(name), value.Span, ref output);
    }

    static void AddLine(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref ByteBuffer output)
    {
        output.Add(name);
        output.Add(": "u8);
        output.Add(value);
        output.Add("\r\n"u8);
    }

    static byte[] End(ref ByteBuffer output)
    {
        output.Add("Content-Length: 0\r\n\r\n"u8);
        return output.TakeArray();
    }
}
