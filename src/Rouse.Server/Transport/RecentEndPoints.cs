using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>
/// The addresses that datagrams came from lately: most who send one send the next soon, and need not be described anew. Each has one place,
/// taken by whoever came last; the threads of a socket share it, since what is kept never changes.
/// </summary>
sealed class RecentEndPoints(AddressFamily family)
{
    /// <summary>
    /// 150 kB when all are taken; own decision: callers whose requests arrive within the few seconds of setting up a call.
    /// </summary>
    internal const int Places = 1024;

    readonly IPEndPoint _any = new(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
    readonly UdpEndPoint?[] _places = new UdpEndPoint?[Places];

    public UdpEndPoint Of(SocketAddress address, UdpRemote path)
    {
        ref var place = ref _places[(uint)path.GetHashCode() % Places];
        if (Volatile.Read(ref place) is { } known && known.Path == path)
            return known;
        var endPoint = new UdpEndPoint((IPEndPoint)_any.Create(address), path);
        Volatile.Write(ref place, endPoint);
        return endPoint;
    }
}
