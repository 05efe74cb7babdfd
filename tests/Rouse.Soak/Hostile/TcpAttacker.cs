using System.Net;
using System.Net.Sockets;

namespace Rouse.Soak.Hostile;

/// <summary>Sends malformed messages over TCP, on a new connection whenever the server ends one, or after a few of them.</summary>
sealed class TcpAttacker(MalformedMessages messages, IPEndPoint server) : IDisposable
{
    // What one leaves unfinished swallows the next, so a connection is used for a few only.
    const int PerConnection = 8;

    readonly byte[] _buffer = new byte[65_536];
    Socket? _socket;
    int _onConnection;

    public long Sent { get; private set; }

    public long Connections { get; private set; }

    public async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            try
            {
                await SendOneAsync(messages.Next());
            }
            catch (SocketException)
            {
                Dispose();
            }
            Sent++;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    async Task SendOneAsync(byte[] message)
    {
        if (_socket is null || _onConnection == PerConnection)
            await OpenAsync();
        _onConnection++;
        await _socket!.SendAsync(message);
        // What the server answers must not fill its queue.
        while (_socket.Available > 0)
        {
            if (await _socket.ReceiveAsync(_buffer) == 0)
                break;
        }
    }

    async Task OpenAsync()
    {
        Dispose();
        // A reset leaves no port behind that the system keeps for a minute.
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new(true, 0) };
        _onConnection = 0;
        Connections++;
        await _socket.ConnectAsync(server);
    }
}
