using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Tests.Transport;

/// <summary>A phone's UDP socket.</summary>
sealed class UdpPeer : IDisposable
{
    readonly Socket _socket;
    readonly IPEndPoint _server;

    public UdpPeer(IPEndPoint server)
    {
        _server = server;
        _socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            // Several of the largest datagrams at once are more than the usual buffer holds.
            ReceiveBufferSize = 4 << 20,
        };
        _socket.Bind(new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0));
    }

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    public void Send(ReadOnlySpan<byte> datagram) => _socket.SendTo(datagram, _server);

    /// <summary>The next datagram and where it came from.</summary>
    public async Task<(byte[] Datagram, IPEndPoint From)> ReceiveAsync()
    {
        var buffer = new byte[65_535];
        var any = new IPEndPoint(_server.Address, 0);
        var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any).WaitAsync(Patience.Limit);
        return (buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint);
    }

    public void Dispose() => _socket.Dispose();
}
