using System.Net;
using System.Net.Sockets;

namespace Rouse.Soak.Hostile;

/// <summary>Sends malformed datagrams no faster than the server reads them: a keep-alive between them is answered in its turn.</summary>
sealed class UdpAttacker : IDisposable
{
    const int Between = 32;

    static readonly byte[] Ping = "\r\n\r\n"u8.ToArray();
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly MalformedMessages _messages;
    readonly IPEndPoint _server;
    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    readonly byte[] _buffer = new byte[65_535];

    public UdpAttacker(MalformedMessages messages, IPEndPoint server)
    {
        _messages = messages;
        _server = server;
        _socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.66"), 0));
    }

    public long Sent { get; private set; }

    public async Task SendAsync(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await _socket.SendToAsync(_messages.Next(), _server);
            Sent++;
            if (i % Between == 0)
                await PongAsync();
        }
    }

    public void Dispose() => _socket.Dispose();

    // Answers to what it could read come, too. A pong that is lost costs a second.
    async Task PongAsync()
    {
        await _socket.SendToAsync(Ping, _server);
        using var end = new CancellationTokenSource(Patience);
        try
        {
            while (await _socket.ReceiveAsync(_buffer, SocketFlags.None, end.Token) != "\r\n"u8.Length)
            {
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
