using System.Net;
using System.Net.Sockets;

namespace Rouse.Interop.Parts;

/// <summary>Free port numbers, below those that the phones' media (20000 and up) and the system (32768 and up) take.</summary>
internal static class Ports
{
    private const int First = 11000;
    private const int Count = 8000;

    private static int _next = Random.Shared.Next(Count);

    /// <summary>Free for UDP and TCP alike.</summary>
    public static int Free()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + Interlocked.Increment(ref _next) % Count;
            if (CanBind(SocketType.Dgram, ProtocolType.Udp, port) && CanBind(SocketType.Stream, ProtocolType.Tcp, port))
                return port;
        }
        throw new InvalidOperationException("no free port");
    }

    private static bool CanBind(SocketType type, ProtocolType protocol, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
