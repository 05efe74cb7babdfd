using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Testing;

/// <summary>A flow in memory: what is sent to it lands in the inbox of a phone. As on a real socket, a UDP flow never closes.</summary>
sealed class TestFlow(long id, Listener listener, IPEndPoint remote, TestFlows flows) : Flow(id, listener, remote)
{
    /// <summary>Bindings that hold it.</summary>
    public int Retained { get; internal set; }

    /// <summary>Bytes of a message that has not come whole; only of streams.</summary>
    public TestStream Stream { get; } = new();

    public override bool IsBehind => flows.AreBehind;

    public override bool IsRetained => Retained > 0;

    public override void Retain() => flows.Retain(this);

    public override void Release() => flows.Release(this);

    protected override bool Transmit(ReadOnlyMemory<byte> message)
    {
        if (!IsOpen)
            return false;
        flows.Deliver(this, message);
        return true;
    }

    public override void Close()
    {
        if (IsReliable)
            MarkClosed();
    }
}
