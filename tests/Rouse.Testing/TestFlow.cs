using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Testing;

/// <summary>A flow in memory: what is sent to it lands in the inbox of a phone.</summary>
sealed class TestFlow(long id, Listener listener, IPEndPoint remote, Action<ReadOnlyMemory<byte>> deliver) : Flow(id, listener, remote)
{
    /// <summary>Bindings that hold it.</summary>
    public int Retained { get; private set; }

    public override void Retain() => Retained++;

    public override void Release() => Retained--;

    public override bool Send(ReadOnlyMemory<byte> message)
    {
        if (!IsOpen)
            return false;
        deliver(message);
        return true;
    }

    public override void Close() => MarkClosed();
}
