using System.IO.Hashing;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.RegistrationEvents;

/// <summary>The dialog of a subscription as its notifier keeps it (RFC 3261 §12.1.1, RFC 6665 §4.2).</summary>
sealed class SubscriptionDialog
{
    readonly byte[] _from;
    readonly byte[] _to;
    readonly byte[] _callId;
    readonly byte[] _event;
    readonly byte[][] _routes;

    SubscriptionDialog(SipRequest subscribe, Flow flow, byte[] target, byte[] tag)
    {
        Flow = flow;
        Target = target;
        Id = IdOf(subscribe.CallId, subscribe.FromTag, tag);
        _from = [.. subscribe.Headers.First(HeaderName.To).Span, .. ";tag="u8, .. tag];
        _to = subscribe.Headers.First(HeaderName.From).ToArray();
        _callId = subscribe.CallId.ToArray();
        _event = subscribe.Headers.First(HeaderName.Event).ToArray();
        _routes = Values(subscribe, HeaderName.RecordRoute);
    }

    /// <summary>Name of the dialog.</summary>
    public ulong Id { get; }

    /// <summary>On which it was begun.</summary>
    public Flow Flow { get; }

    /// <summary>URI of the subscriber's Contact.</summary>
    public byte[] Target { get; }

    /// <summary>Where the subscriber sends what follows: a GRUU that we make ourselves (RFC 6665 §4.5.1, RFC 5627 §4.3).</summary>
    byte[] Contact =>
    [
        .. "<sip:"u8, .. Flow.Listener.SentBy.Span, .. (Flow.IsReliable ? Flow.Listener.TransportParameter.Span : default), .. ";gr>"u8,
    ];

    /// <summary>Null when its Contact leads nowhere.</summary>
    public static SubscriptionDialog? TryCreate(RequestContext request, byte[] tag)
    {
        var contact = request.Request.Headers.First(HeaderName.Contact);
        return NameAddress.TryParse(contact, out var address) && address.TryGetUri(out var uri) && uri.IsSip
            ? new SubscriptionDialog(request.Request, request.Flow, ContactValue.WithoutHeaders(uri).Text.ToArray(), tag)
            : null;
    }

    /// <summary>Of a SUBSCRIBE inside the dialog.</summary>
    public static ulong IdOf(SipRequest subscribe) => IdOf(subscribe.CallId, subscribe.FromTag, subscribe.ToTag);

    /// <summary>Of the 200 to a SUBSCRIBE.</summary>
    public List<HeaderLine> Lines(SipRequest subscribe, uint expires)
    {
        var lines = new List<HeaderLine>
        {
            new(HeaderName.Expires, Encoding.ASCII.GetBytes($"{expires}")),
            new(HeaderName.Contact, Contact),
        };
        foreach (var route in subscribe.Headers.Values(HeaderName.RecordRoute))
            lines.Add(new HeaderLine(HeaderName.RecordRoute, route));
        return lines;
    }

    /// <summary>A NOTIFY.</summary>
    /// <param name="target">Its Request-URI.</param>
    /// <param name="via">Of its transaction.</param>
    /// <param name="cseq">Its number.</param>
    /// <param name="state">Value of Subscription-State.</param>
    /// <param name="body">What it tells.</param>
    public byte[] Notify(ReadOnlySpan<byte> target, ReadOnlySpan<byte> via, int cseq, string state, ReadOnlySpan<byte> body)
    {
        var output = new ByteBuffer(1024 + body.Length);
        output.Add("NOTIFY "u8);
        output.Add(target);
        output.Add(" SIP/2.0\r\n"u8);
        Add(HeaderName.Via, via, ref output);
        Add(HeaderName.MaxForwards, "70"u8, ref output);
        foreach (var route in _routes)
            Add(HeaderName.Route, route, ref output);
        Add(HeaderName.From, _from, ref output);
        Add(HeaderName.To, _to, ref output);
        Add(HeaderName.CallId, _callId, ref output);
        Add(HeaderName.CSeq, Encoding.ASCII.GetBytes($"{cseq} NOTIFY"), ref output);
        Add(HeaderName.Contact, Contact, ref output);
        Add(HeaderName.Event, _event, ref output);
        Add(HeaderName.SubscriptionState, Encoding.ASCII.GetBytes(state), ref output);
        Add(HeaderName.ContentType, "application/reginfo+xml"u8, ref output);
        Add(HeaderName.ContentLength, Encoding.ASCII.GetBytes($"{body.Length}"), ref output);
        output.Add("\r\n"u8);
        output.Add(body);
        return output.TakeArray();
    }

    static void Add(HeaderName name, ReadOnlySpan<byte> value, ref ByteBuffer output)
    {
        output.Add(HeaderNames.ToWire(name));
        output.Add(": "u8);
        output.Add(value);
        output.Add("\r\n"u8);
    }

    static ulong IdOf(ReadOnlySpan<byte> callId, ReadOnlySpan<byte> remoteTag, ReadOnlySpan<byte> localTag)
    {
        var input = new ByteBuffer(256);
        input.Add(callId);
        input.Add("\n"u8);
        input.Add(remoteTag);
        input.Add("\n"u8);
        input.Add(localTag);
        var id = XxHash3.HashToUInt64(input.Written);
        input.Return();
        return id;
    }

    static byte[][] Values(SipRequest request, HeaderName name)
    {
        var values = new List<byte[]>();
        foreach (var value in request.Headers.Values(name))
            values.Add(value.ToArray());
        return [.. values];
    }
}
