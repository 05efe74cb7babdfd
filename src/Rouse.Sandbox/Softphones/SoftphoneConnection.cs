using System.Net;
using System.Net.Sockets;
using Rouse.Protocol.Sip;

namespace Rouse.Sandbox.Softphones;

/// <summary>
/// One TCP connection to the server, cut into messages. It answers the server's keep-alives (RFC 5626 §3.5.1) and sends none itself.
/// </summary>
internal sealed class SoftphoneConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly SipFramer _framer = new();
    private readonly Func<SipMessage, Task> _received;
    private readonly Action _closed;
    private Task _reading = Task.CompletedTask;

    private SoftphoneConnection(Socket socket, Func<SipMessage, Task> received, Action closed)
    {
        _socket = socket;
        _received = received;
        _closed = closed;
        Local = (IPEndPoint)socket.LocalEndPoint!;
    }

    public IPEndPoint Local { get; }

    public bool IsOpen => !_reading.IsCompleted;

    /// <param name="server">Where to.</param>
    /// <param name="received">Gets one message after the other. It must not wait for what comes after.</param>
    /// <param name="closed">Called once, whoever closed it.</param>
    /// <param name="cancellation">Gives up connecting.</param>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<SoftphoneConnection> OpenAsync(
        IPEndPoint server, Func<SipMessage, Task> received, Action closed, CancellationToken cancellation)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var connection = new SoftphoneConnection(socket, received, closed);
        connection._reading = connection.ReadAsync();
        return connection;
    }

    /// <exception cref="SoftphoneException">The connection is closed.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync();
        try
        {
            for (var sent = 0; sent < bytes.Length;)
                sent += await _socket.SendAsync(bytes[sent..]);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            throw new SoftphoneException("the connection to the server is closed", closed);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Closes it. Not from within the handler of a message, which would wait for itself.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // Closing alone would reset the connection while a read is under way.
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The server was faster.
        }
        await _reading;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        var filled = 0;
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var read)
            {
                filled += read;
                var consumed = await TakeFramesAsync(buffer.AsMemory(0, filled));
                buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
                filled -= consumed;
                if (filled == buffer.Length)
                    Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or SoftphoneException)
        {
            // However it ended, it is closed.
        }
        finally
        {
            _socket.Dispose();
            _closed();
        }
    }

    private async Task<int> TakeFramesAsync(ReadOnlyMemory<byte> pending)
    {
        var consumed = 0;
        while (_framer.Next(pending.Span[consumed..], out var length) is not Frame.Incomplete and var frame)
        {
            var bytes = pending.Slice(consumed, length);
            consumed += length;
            if (frame == Frame.Broken)
                throw new SoftphoneException("the server sent what is not SIP");
            if (frame == Frame.Ping)
                await SendAsync("\r\n"u8.ToArray());
            // The message outlives the buffer. One that is not SIP is dropped, as a phone does.
            if (frame == Frame.Message && SipParser.TryParseFramed(bytes.ToArray(), out var message, out var defect) && defect is null)
                await _received(message!);
        }
        return consumed;
    }
}
