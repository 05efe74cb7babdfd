using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Forking;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Forwarding;

/// <summary>
/// Writes what every forwarded message needs (RFC 3261 §16.6, §16.7): Request-URI, Max-Forwards, Max-Breadth, Record-Route, Route, Via.
/// </summary>
sealed class ForwardModule(DialogTokens tokens, IFlowTable flows) : IBranchModule, IResponseModule
{
    /// <summary>RFC 3261 §8.1.1.6</summary>
    const int MostHops = 70;

    // Values of Max-Forwards, which is at most 255 (RFC 3261 §20.22), and of Max-Breadth, which we give less of.
    static readonly byte[][] Numbers = [.. Enumerable.Range(0, 256).Select(static hops => Encoding.ASCII.GetBytes($"{hops}"))];

    void IBranchModule.Write(RequestContext request, Branch branch, OutgoingMessage outgoing)
    {
        // §16.6 step 2.
        if (branch.Target.RequestUri is { } contact)
            outgoing.RequestUri = request.IsSips ? contact : WithoutSips(contact);
        CountHop(outgoing);
        if (RecordsRoute(request))
            RecordRoute(request, branch, outgoing);
        if (branch.Target.Path is { Count: > 0 } path)
            AddRoutes(path, outgoing);
        if (branch.Target.Binding == null)
            RepairStrictRoute(request.Request, outgoing);
        HidePushParameters(outgoing);
        WriteBreadth(branch.Target.Breadth, outgoing);
        // §16.6 step 8.
        outgoing.Edits.Replace(outgoing.Message.Headers.IndexOf(HeaderName.Via), request.TopVia);
        outgoing.Edits.Prepend(HeaderName.Via, branch.Via);
    }

    void IResponseModule.Write(RequestContext request, Branch branch, OutgoingMessage response) => Write(response);

    void IResponseModule.WriteAgain(OutgoingMessage response) => Write(response);

    static void Write(OutgoingMessage response)
    {
        // §16.7 step 3.
        response.Edits.RemoveFirst(HeaderName.Via);
        HidePushParameters(response);
    }

    // §16.6 step 3; the sanity check has refused what has no hop left.
    static void CountHop(OutgoingMessage outgoing)
    {
        var index = outgoing.Message.Headers.IndexOf(HeaderName.MaxForwards);
        if (index < 0)
            outgoing.Edits.Append(HeaderName.MaxForwards, Numbers[MostHops]);
        else if (int.TryParse(outgoing.Message.Headers.Value(index).Span, out var hops))
            outgoing.Edits.Replace(index, Numbers[Math.Clamp(hops - 1, 0, Numbers.Length - 1)]);
    }

    static void AddRoutes(IReadOnlyList<ReadOnlyMemory<byte>> path, OutgoingMessage outgoing)
    {
        for (var i = path.Count - 1; i >= 0; i--)
            outgoing.Edits.Prepend(HeaderName.Route, path[i]);
    }

    // §16.6 step 6: a next hop without 'lr' takes what is in the Request-URI for its own Route (§16.12.1.2), so what belongs there goes
    // behind all Routes. A phone on its own flow is no hop of a Route.
    static void RepairStrictRoute(SipRequest request, OutgoingMessage outgoing)
    {
        var next = outgoing.First(HeaderName.Route);
        if (next.IsEmpty || !NameAddress.TryParse(next, out var route) || !route.TryGetUri(out var uri) || uri.Parameters.Contains("lr"u8))
            return;
        outgoing.Edits.RemoveFirst(HeaderName.Route);
        outgoing.Edits.Append(HeaderName.Route, (byte[])[(byte)'<', .. (outgoing.RequestUri ?? request.RequestUri).Span, (byte)'>']);
        outgoing.RequestUri = uri.Text;
    }

    // RFC 5393 §5.3.3: one in every request; what is sent without a fork keeps its own.
    static void WriteBreadth(int share, OutgoingMessage outgoing)
    {
        var headers = outgoing.Message.Headers;
        var first = headers.IndexOf(HeaderName.MaxBreadth);
        var value = Numbers[share > 0 ? share : Breadth.Read(headers) ?? Breadth.Usual];
        if (first < 0)
        {
            outgoing.Edits.Append(HeaderName.MaxBreadth, value);
            return;
        }
        outgoing.Edits.Replace(first, value);
        for (var i = headers.IndexOf(HeaderName.MaxBreadth, first + 1); i >= 0; i = headers.IndexOf(HeaderName.MaxBreadth, i + 1))
            outgoing.Edits.Remove(i);
    }

    // §16.6 step 4: where a dialog may begin. A subscriber may see that of its SUBSCRIBE begin with a NOTIFY (RFC 6665 §4.3).
    static bool RecordsRoute(RequestContext request) => request.Request.Method switch
    {
        SipMethod.Invite or SipMethod.Subscribe or SipMethod.Refer => request.Dialog == null,
        SipMethod.Notify => request.Dialog != null,
        _ => false,
    };

    void RecordRoute(RequestContext request, Branch branch, OutgoingMessage outgoing)
    {
        var token = tokens.Seal(request.Dialog?.Token ?? new DialogToken(
            DialogSide.OfCaller(request, flows.Listeners),
            DialogSide.OfCallee(branch.Target, branch.Flow, flows.Listeners),
            tokens.Mark(request.Request.FromTag),
            tokens.Mark(request.Request.CallId),
            tokens.MarkOfParties(request.Request.Headers.First(HeaderName.From), request.Request.Headers.First(HeaderName.To))));
        var isSipsToCallee = request.IsSips || IsSips(branch.Target.Binding?.Path);
        outgoing.Edits.Prepend(HeaderName.RecordRoute, RouteEntry(token, request.Flow.Listener, request.IsSips));
        // A side that knows only one transport or address family must find its own on its end of the route.
        if (!ReferenceEquals(request.Flow.Listener, branch.Flow.Listener) || isSipsToCallee != request.IsSips)
            outgoing.Edits.Prepend(HeaderName.RecordRoute, RouteEntry(token, branch.Flow.Listener, isSipsToCallee));
    }

    // §16.6 step 4: by the topmost Route as it will be.
    static bool IsSips(IReadOnlyList<ReadOnlyMemory<byte>>? path) =>
        path is { Count: > 0 } && NameAddress.TryParse(path[0], out var top) && SipUri.IsSips(top.UriText.Span);

    // With sips the transport goes without saying (RFC 5630 §5.1.1). With sip, phones over TLS need the 'transport=tls' that RFC 3261
    // §26.2.2 has put out of use.
    static byte[] RouteEntry(ReadOnlySpan<byte> user, Listener listener, bool isSips)
    {
        var output = new ByteBuffer(192);
        output.Add(isSips ? "<sips:"u8 : "<sip:"u8);
        output.Add(user);
        output.Add("@"u8);
        output.Add(listener.SentBy.Span);
        if (!isSips && listener.Transport != SipTransport.Udp)
            output.Add(listener.TransportParameter.Span);
        output.Add(";lr>"u8);
        return output.TakeArray();
    }

    // RFC 5630 §5.3: who was called by sip is not told that every hop was secured.
    static ReadOnlyMemory<byte> WithoutSips(ReadOnlyMemory<byte> uri) =>
        SipUri.IsSips(uri.Span) ? (byte[])[.. "sip:"u8, .. uri.Span[5..]] : uri;

    static void HidePushParameters(OutgoingMessage message)
    {
        var headers = message.Message.Headers;
        for (var i = headers.IndexOf(HeaderName.Contact); i >= 0; i = headers.IndexOf(HeaderName.Contact, i + 1))
        {
            if (PushParameterMask.Strip(headers.Value(i)) is { } stripped)
                message.Edits.Replace(i, stripped);
        }
    }
}
