using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>One datagram at a time, on every platform.</summary>
sealed class PortableDatagramIo(Socket socket) : IDatagramIo
{
    // The largest length of a datagram (RFC 768).
    const int DatagramBytes = 65_535;

    readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(DatagramBytes);
    readonly SocketAddress _source = new(socket.AddressFamily);
    int _length;

    public int Receive()
    {
        _length = socket.ReceiveFrom(_buffer, SocketFlags.None, _source);
        return 1;
    }

    public bool MayHaveMore => false;

    public ReadOnlySpan<byte> Datagram(int index) => _buffer.AsSpan(0, _length);

    public SocketAddress Source(int index) => _source;

    public bool TryQueue(ReadOnlySpan<byte> datagram, SocketAddress to) => false;

    public void Flush(Action<SocketError, int> failed)
    {
    }

    public void Interrupt() => socket.Dispose();

    public void Dispose() => socket.Dispose();
}
