using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>What still comes for exchanges of which only <see cref="EndedExchanges"/> knows.</summary>
sealed class EndedDispatcher(ExchangeServices services)
{
    /// <summary>The request came again: its response goes once more, on the flow that it came on.</summary>
    public bool TryRepeat(SipRequest request, TransactionKey key, Flow flow)
    {
        if (!services.Ended.TryFind(key, out var caller))
            return false;
        services.Meter.Repeated(request.Method);
        if (caller.Response is { } response)
            flow.Send(response);
        return true;
    }

    /// <summary>The ACK to a final response that is no 2xx.</summary>
    public bool TryAbsorbAck(TransactionKey key) => services.Ended.TryFind(key, out var caller) && !caller.IsAccepted;

    public bool Knows(TransactionKey key) => services.Ended.TryFind(key, out _);

    public bool TryReceive(SipResponse response, long id, int index)
    {
        if (!services.Ended.TryFind(id, index, out var branch))
            return false;
        // Its CANCEL or BYE is answered by now.
        if (!response.TryGetCSeq(out var cseq) || !cseq.Method.SequenceEqual("INVITE"u8))
            return true;
        if (branch.Remains == BranchRemains.Forwards && response.Status is >= 200 and < 300)
            Forward(response, branch);
        else if (branch.Remains == BranchRemains.Acknowledges && response.Status >= 300)
            AcknowledgeAgain(response, branch);
        return true;
    }

    void Forward(SipResponse response, EndedBranch branch)
    {
        // RFC 3261 §16.7 step 3: not without a Via below ours.
        if (response.Headers.IndexOf(HeaderName.Via, response.Headers.IndexOf(HeaderName.Via) + 1) < 0)
            return;
        var outgoing = new OutgoingMessage(response);
        services.Pipeline.WriteResponseAgain(outgoing);
        branch.Caller.Choose(branch.Flow.Find(services.Flows), services.Locations)?.Send(SipWriter.Write(outgoing));
    }

    // The ACK of then has all of the INVITE that one needs (§17.1.1.3); its To is that of the response.
    void AcknowledgeAgain(SipResponse response, EndedBranch branch)
    {
        if (SipParser.TryParseFramed(branch.Ack, out var message, out _) && message is SipRequest ack)
            branch.Flow.Find(services.Flows)?.Send(DerivedRequests.Ack(ack, response));
    }
}
