using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Rouse.Server.Transport;

/// <summary>
/// A connected socket whose calls never wait: what is there is received on the spot, what has room is sent on the spot, and only for the
/// rest is waited. One reader and one writer at a time.
/// </summary>
sealed class StreamSocket
{
    readonly Socket _socket;
    readonly StreamLoops _loops;
    IReadiness? _readiness;
    int _isAborted;

    /// <param name="socket">Owned from now on.</param>
    /// <param name="loops">They tell when it can be read.</param>
    /// <param name="isConnected">Else <see cref="ConnectAsync"/> comes before all other calls.</param>
    public StreamSocket(Socket socket, StreamLoops loops, bool isConnected = true)
    {
        _socket = socket;
        _loops = loops;
        socket.Blocking = false;
        if (isConnected)
            _readiness = loops.Watch(socket);
    }

    IReadiness Readiness => _readiness ?? throw new InvalidOperationException("not connected");

    /// <exception cref="SocketException">Nobody answers there, or it was aborted.</exception>
    /// <exception cref="ObjectDisposedException">It was aborted.</exception>
    public async ValueTask ConnectAsync(EndPoint remote)
    {
        await _socket.ConnectAsync(remote);
        // Not before: the end that a loop would be told of a socket without a connection is told once.
        var readiness = _loops.Watch(_socket);
        Interlocked.Exchange(ref _readiness, readiness);
        // Who aborted just before has not seen it.
        if (Volatile.Read(ref _isAborted) != 0)
            readiness.Interrupt();
    }

    /// <summary>Ends when a receive may find something; holds no array meanwhile.</summary>
    public ValueTask WaitAsync() => Readiness.WaitAsync();

    /// <summary>What waits goes on on the thread that saw the bytes; once the handshake, which takes long, is over.</summary>
    public void GoOnInPlace() => Readiness.GoOnInPlace();

    /// <summary>Bytes received, 0 at the end, −1 when nothing is there.</summary>
    /// <param name="into">Not empty.</param>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">It was closed on this side.</exception>
    public int TryReceive(Span<byte> into)
    {
        var received = _socket.Receive(into, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return -1;
        if (error != SocketError.Success)
            throw new SocketException((int)error);
        // A shorter one has left nothing.
        if (received == into.Length)
            Readiness.ExpectMore();
        return received;
    }

    /// <summary>How many of the bytes, at least one, the system has taken.</summary>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = _socket.Send(bytes.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success)
            return new ValueTask<int>(sent);
        return error == SocketError.WouldBlock
            ? _socket.SendAsync(bytes, SocketFlags.None)
            : ValueTask.FromException<int>(new SocketException((int)error));
    }

    /// <summary>All of them.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await SendAsync(bytes)..];
    }

    /// <summary>Nothing is sent any more; what was sent still arrives.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends what is under way, from any thread.</summary>
    public void Abort()
    {
        _socket.Dispose();
        Interlocked.Exchange(ref _isAborted, 1);
        _readiness?.Interrupt();
    }

    /// <summary>When nothing is under way any more.</summary>
    public void Free()
    {
        _socket.Dispose();
        _readiness?.Dispose();
    }
}
