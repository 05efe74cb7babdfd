using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>The platform tells, on every platform; who waits goes on on a thread of the pool.</summary>
sealed class PortableReadiness(Socket socket) : IReadiness
{
    public async ValueTask WaitAsync() => await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);

    // The platform asks the system anew.
    public void ExpectMore()
    {
    }

    public void GoOnInPlace()
    {
    }

    // Closing the socket does.
    public void Interrupt()
    {
    }

    public void Dispose()
    {
    }
}
