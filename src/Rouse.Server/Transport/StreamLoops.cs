using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>Who tells the connections of a transport that they can read: some loops in turn, or the platform.</summary>
/// <param name="count">Loops, each with its thread; 0: the platform tells.</param>
/// <param name="name">Of the threads.</param>
sealed class StreamLoops(int count, string name) : IDisposable
{
    readonly EpollLoop[] _loops = [.. Enumerable.Range(0, count).Select(_ => new EpollLoop(name))];
    uint _next;

    /// <summary>As many as processors, up to the two that were measured; none where there is no epoll.</summary>
    public static int Usual { get; } = OperatingSystem.IsLinux() ? Math.Min(Environment.ProcessorCount, 2) : 0;

    /// <exception cref="SocketException">The system watches no more sockets.</exception>
    public IReadiness Watch(Socket socket) =>
        _loops.Length == 0 ? new PortableReadiness(socket) : _loops[Interlocked.Increment(ref _next) % _loops.Length].Watch(socket);

    public void Dispose()
    {
        foreach (var loop in _loops)
            loop.Dispose();
    }
}
