using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Protocol.Tests.Sip.Transactions;

/// <summary>A proxy gives the machines a few signals per message: none may cost an allocation.</summary>
public sealed class TransactionAllocationTests
{
    static ReadOnlyMemory<byte> Message { get; } = new byte[] { 1 };

    readonly DeafOwner _owner = new();

    [Fact]
    public void INVITE_server_transaction_allocates_only_itself() =>
        Assert.Equal(0, AllocatedBy(() => new InviteServerTransaction(SipTimers.Default, reliable: false, _owner), machine =>
        {
            machine.Respond(100, Message);
            machine.RequestRetransmitted();
            machine.Respond(486, Message);
            machine.TimerFired(SipTimer.G);
            machine.AckReceived();
            machine.TimerFired(SipTimer.I);
        }));

    [Fact]
    public void INVITE_client_transaction_allocates_only_itself() =>
        Assert.Equal(0, AllocatedBy(() => new InviteClientTransaction(SipTimers.Default, reliable: false, _owner), machine =>
        {
            machine.Start(Message);
            machine.TimerFired(SipTimer.A);
            machine.Receive(180, Message);
            machine.Receive(486, Message);
            machine.TimerFired(SipTimer.D);
        }));

    [Fact]
    public void Other_transactions_allocate_only_themselves()
    {
        Assert.Equal(0, AllocatedBy(() => new NonInviteServerTransaction(SipTimers.Default, reliable: false, _owner), machine =>
        {
            machine.Respond(200, Message);
            machine.TimerFired(SipTimer.J);
        }));
        Assert.Equal(0, AllocatedBy(() => new NonInviteClientTransaction(SipTimers.Default, reliable: false, _owner), machine =>
        {
            machine.Start(Message);
            machine.TimerFired(SipTimer.E);
            machine.Receive(200, Message);
            machine.TimerFired(SipTimer.K);
        }));
    }

    static long AllocatedBy<TMachine>(Func<TMachine> create, Action<TMachine> signals)
    {
        // The first run pays for what the runtime makes once.
        signals(create());
        var machine = create();
        var before = GC.GetAllocatedBytesForCurrentThread();
        signals(machine);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    sealed class DeafOwner : IInviteClientOwner
    {
        public void Send(ReadOnlyMemory<byte> bytes)
        {
        }

        public void SendAck(ReadOnlyMemory<byte> finalResponse)
        {
        }

        public void StartTimer(SipTimer timer, TimeSpan after)
        {
        }

        public void StopTimer(SipTimer timer)
        {
        }

        public void TimedOut()
        {
        }

        public void Terminated(TerminationCause cause)
        {
        }
    }
}
