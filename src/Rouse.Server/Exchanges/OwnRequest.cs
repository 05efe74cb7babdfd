using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Transactions;
using Rouse.Server.Transport;

namespace Rouse.Server.Exchanges;

/// <summary>A non-INVITE request of our own on a branch's flow: its CANCEL, or the BYE to an answer that came too late.</summary>
sealed class OwnRequest : ExchangeTransaction
{
    readonly NonInviteClientTransaction _transaction;
    readonly Flow _flow;

    public OwnRequest(Exchange exchange, Flow flow)
        : base(exchange)
    {
        _flow = flow;
        _transaction = new NonInviteClientTransaction(exchange.SipTimers, flow.IsReliable, this);
    }

    public override bool IsAtRest => IsTerminated || _transaction.State == NonInviteClientState.Completed;

    public void Start(ReadOnlyMemory<byte> request) => _transaction.Start(request);

    public void Receive(SipResponse response) => _transaction.Receive(response.Status, response.Bytes);

    public void FlowWasLost() => _transaction.TransportFailed();

    public override void Send(ReadOnlyMemory<byte> bytes)
    {
        if (!_flow.Send(bytes))
            _transaction.TransportFailed();
    }

    public override void TimerFired(SipTimer timer) => _transaction.TimerFired(timer);
}
