using System.Runtime.CompilerServices;

namespace Rouse.Server.Transport;

/// <summary>A socket's bytes as they are.</summary>
sealed class PlainWire(StreamSocket socket) : IWire
{
    public ValueTask<string?> OpenAsync()
    {
        socket.GoOnInPlace();
        return default;
    }

    // The end of a wait is sometimes for nothing.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(ReceiveBuffer input)
    {
        while (true)
        {
            await socket.WaitAsync();
            if (socket.TryReceive(input.Free().Span) is >= 0 and var received)
            {
                input.Filled(received);
                return received;
            }
            input.Settle();
        }
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => socket.SendAsync(bytes);

    public void Free() => socket.Free();
}
