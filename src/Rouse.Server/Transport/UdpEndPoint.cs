using System.Net;

namespace Rouse.Server.Transport;

/// <summary>A remote UDP address in the three forms that a datagram needs: to show, to find its flow, and to send to.</summary>
sealed class UdpEndPoint(IPEndPoint shown, UdpRemote path) : IPEndPoint(shown.Address, shown.Port)
{
    SocketAddress? _socketAddress;

    public UdpRemote Path => path;

    public SocketAddress SocketAddress => _socketAddress ??= Serialize();
}
