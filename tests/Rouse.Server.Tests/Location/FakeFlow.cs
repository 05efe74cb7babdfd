using System.Net;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Location;

/// <summary>A flow that counts who holds it.</summary>
sealed class FakeFlow(long id, Listener listener, IPEndPoint remote) : Flow(id, listener, remote)
{
    public static readonly Listener UdpListener = new(SipTransport.Udp, IPEndPoint.Parse("192.0.2.1:5060"), null);
    public static readonly Listener TcpListener = new(SipTransport.Tcp, IPEndPoint.Parse("192.0.2.1:5060"), null);

    static long _lastId;

    int _retained;

    /// <summary>Bindings that hold it.</summary>
    public int Retained => _retained;

    public static FakeFlow Udp(string remote = "198.51.100.7:5060") =>
        new(Interlocked.Increment(ref _lastId), UdpListener, IPEndPoint.Parse(remote));

    public static FakeFlow Tcp(string remote = "198.51.100.7:40000") =>
        new(Interlocked.Increment(ref _lastId), TcpListener, IPEndPoint.Parse(remote));

    public override void Retain() => Interlocked.Increment(ref _retained);

    public override void Release()
    {
        if (Interlocked.Decrement(ref _retained) < 0)
            throw new InvalidOperationException("released more often than retained");
    }

    protected override bool Transmit(ReadOnlyMemory<byte> message) => IsOpen;

    public override void Close()
    {
        if (Transport != SipTransport.Udp)
            MarkClosed();
    }
}
