using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>Gives each received message to the exchange that it belongs to, or makes one (RFC 3261 §16.2, §17.1.3, §17.2.3).</summary>
sealed class Dispatcher(ExchangeServices services) : IMessageSink
{
    // Seconds; own decision: an overload that lasts is not over earlier, and another server may be asked at once (RFC 3261 §21.5.4).
    static readonly byte[] RetryAfter = "5"u8.ToArray();

    readonly EndedDispatcher _ended = new(services);
    readonly RefusedRequests _refused = new();
    long _received;

    public void Received(SipMessage message, Flow flow) =>
        services.RunList.Run((This: this, message, flow), static s => s.This.Dispatch(s.message, s.flow));

    void Dispatch(SipMessage message, Flow flow)
    {
        flow.Listener.Trace?.Received(flow, message);
        flow.Listener.Traffic.Received(message);
        if (message is SipRequest request)
            Dispatch(request, flow);
        else
            Dispatch((SipResponse)message, flow);
    }

    void Dispatch(SipRequest request, Flow flow)
    {
        // Without a Via there is no transaction; the sanity check refuses the request.
        if (!request.TryGetTopVia(out var via))
        {
            Open(default, request, flow, default);
            return;
        }
        var key = TransactionKey.Of(request, via, services.Table.Seed);
        // RFC 6223 §4.3: in an ACK it means nothing.
        var keepAlive = request.Method == SipMethod.Ack ? 0 : KeepAlive.SecondsOf(flow);
        var topVia = ViaReceived.Fill(request.Headers.First(HeaderName.Via), via, flow.Remote, keepAlive);
        var known = services.Table.Find(key);
        if (request.Method == SipMethod.Ack)
            DispatchAck(request, known, key, flow, topVia);
        else if (request.Method == SipMethod.Cancel)
            DispatchCancel(request, known, key, flow, topVia);
        else if (known != null)
            known.Post(new RequestRetransmitted(flow));
        else if (!_ended.TryRepeat(request, key, flow) && !TryRefuse(request, key, flow, topVia))
            Open(key, request, flow, topVia);
    }

    void DispatchAck(SipRequest ack, Exchange? known, TransactionKey key, Flow flow, byte[] topVia)
    {
        if (known != null)
            known.Post(new AckArrived(ack, flow, topVia));
        else if (!_ended.TryAbsorbAck(key) && !services.Tags.IsOurs(ack))
            Open(key, ack, flow, topVia);
    }

    // RFC 3261 §16.10: CANCEL is answered here, and ends what it names.
    void DispatchCancel(SipRequest cancel, Exchange? known, TransactionKey key, Flow flow, byte[] topVia)
    {
        if (SipSyntax.Check(cancel) is { } error)
        {
            Respond(cancel, error.Status, error.Phrase, flow, topVia);
            return;
        }
        Respond(cancel, known != null || _ended.Knows(key) ? 200 : 481, null, flow, topVia);
        known?.Post(new CancelArrived(cancel, flow));
    }

    // A call is seven messages: where any may be lost, hardly one comes to its end. So none begins until those under way have room.
    bool TryRefuse(SipRequest request, in TransactionKey key, Flow flow, byte[] topVia)
    {
        if (request.Method is not (SipMethod.Invite or SipMethod.Message) || !request.ToTag.IsEmpty
            || !(flow.IsBehind || _refused.Has(key)) || SipSyntax.Check(request) != null)
            return false;
        services.Meter.Overloaded(request.Method);
        _refused.Add(key);
        var refusal = new ResponseBuilder(request, 503, null, topVia, services.Tags.Make(request));
        refusal.Add(HeaderName.RetryAfter, RetryAfter);
        flow.Send(refusal.ToArray());
        return true;
    }

    void Respond(SipRequest request, int status, string? phrase, Flow flow, byte[] topVia) =>
        flow.Send(new ResponseBuilder(request, status, phrase, topVia, services.Tags.Make(request)).ToArray());

    void Open(TransactionKey key, SipRequest request, Flow flow, byte[]? topVia)
    {
        services.Meter.Started(request.Method);
        var exchange = new Exchange(services, key, request, flow, Interlocked.Increment(ref _received), topVia);
        exchange.Post(new RequestArrived());
    }

    void Dispatch(SipResponse response, Flow flow)
    {
        if (SipSyntax.Check(response) is { } error)
        {
            Drop(flow, $"response with {error.Phrase}");
            return;
        }
        response.TryGetTopVia(out var via);
        var isOfOurs = ViaBranches.TryRead(via.Branch.Span, out var id, out var index, out _);
        if (isOfOurs && services.Table.Find(id) is { } exchange)
            exchange.Post(new ResponseArrived(index, response));
        else if (!isOfOurs || (!services.OwnRequests.TryReceive(id, response) && !_ended.TryReceive(response, id, index)))
            Drop(flow, $"stray {response}");
    }

    void Drop(Flow flow, string what)
    {
        services.Meter.Stray();
        Log.Dropped(services.Log, flow.ToString(), what);
    }
}
