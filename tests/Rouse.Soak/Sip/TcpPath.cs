using System.Net;
using System.Net.Sockets;
using Rouse.Protocol.Sip;

namespace Rouse.Soak.Sip;

/// <summary>A TCP connection that phones share, as behind a proxy; a new one in each life of the server.</summary>
sealed class TcpPath(IPEndPoint server) : ISipPath, IDisposable
{
    Socket? _socket;
    Task _reading = Task.CompletedTask;

    public string Transport => "TCP";

    public IPEndPoint Local { get; private set; } = new(IPAddress.Loopback, 0);

    public Action<SipResponse> Received { private get; set; } = _ => { };

    public async Task OpenAsync()
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        _socket = socket;
        Local = (IPEndPoint)socket.LocalEndPoint!;
        _reading = ReadAsync(socket);
    }

    public void Send(ReadOnlySpan<byte> message)
    {
        try
        {
            _socket!.Send(message);
        }
        catch (SocketException)
        {
            // The server was killed.
        }
    }

    public async Task DrainAsync()
    {
        await _reading;
        Dispose();
    }

    public void Dispose() => _socket?.Dispose();

    async Task ReadAsync(Socket socket)
    {
        var framer = new SipFramer();
        var buffer = new byte[64 * 1024];
        var filled = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(filled)) is var received and > 0)
            {
                filled += received;
                var used = TakeAll(framer, buffer.AsMemory(0, filled));
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // Killed with our bytes unread: the kernel resets the connection.
        }
    }

    int TakeAll(SipFramer framer, ReadOnlyMemory<byte> pending)
    {
        var used = 0;
        while (framer.Next(pending.Span[used..], out var length) is var frame and not Frame.Incomplete)
        {
            var bytes = pending.Slice(used, length).ToArray();
            if (frame == Frame.Message && SipParser.TryParseFramed(bytes, out var message, out _) && message is SipResponse response)
                Received(response);
            used += length;
        }
        return used;
    }
}
