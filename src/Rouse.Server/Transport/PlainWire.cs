using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Rouse.Server.Transport;

/// <summary>A socket's bytes as they are.</summary>
sealed class PlainWire(Socket socket) : IWire
{
    public ValueTask<string?> OpenAsync() => default;

    // Waits without an array until something is there. The platform sometimes says so when nothing is (an edge it had seen already), so the
    // receive itself must not wait.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(ReceiveBuffer input)
    {
        while (true)
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);
            var received = socket.Receive(input.Free().Span, SocketFlags.None, out var error);
            if (error == SocketError.Success)
            {
                input.Filled(received);
                return received;
            }
            input.Settle();
            if (error != SocketError.WouldBlock)
                throw new SocketException((int)error);
        }
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => socket.SendAsync(bytes, SocketFlags.None);

    public void Free() => socket.Dispose();
}
