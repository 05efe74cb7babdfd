using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Tests.Transport;

/// <summary>A phone's TCP connection.</summary>
sealed class TcpPeer : IDisposable
{
    readonly Socket _socket;

    public TcpPeer(IPEndPoint server, int? receiveBufferBytes = null, int? segmentBytes = null)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBufferBytes is { } bytes)
            _socket.ReceiveBufferSize = bytes;
        // IPPROTO_TCP, TCP_MAXSEG: loopback's are so long that a window holds one of them, and is empty before the next may come.
        if (segmentBytes is { } most && OperatingSystem.IsLinux())
            _socket.SetRawSocketOption(6, 2, BitConverter.GetBytes(most));
        _socket.Connect(server);
    }

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[_socket.Send(bytes)..];
    }

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Exactly so many bytes.</summary>
    public async Task<byte[]> ReceiveAsync(int bytes)
    {
        var buffer = new byte[bytes];
        for (var filled = 0; filled < bytes;)
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None).AsTask().WaitAsync(Patience.Limit);
            if (received == 0)
                throw new EndOfStreamException($"{filled} of {bytes} bytes");
            filled += received;
        }
        return buffer;
    }

    /// <summary>All that comes until the server closes.</summary>
    public async Task<byte[]> ReceiveToEndAsync()
    {
        var all = new List<byte>();
        var buffer = new byte[65_536];
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer, SocketFlags.None).WaitAsync(Patience.Limit);
            if (received == 0)
                return [.. all];
            all.AddRange(buffer.AsSpan(0, received));
        }
    }

    /// <summary>Ends when the server has closed or reset the connection.</summary>
    public async Task EndedAsync()
    {
        try
        {
            await ReceiveToEndAsync();
        }
        catch (SocketException)
        {
        }
    }

    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();
}
