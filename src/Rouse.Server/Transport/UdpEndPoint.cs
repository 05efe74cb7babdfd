using System.Net;

namespace Rouse.Server.Transport;

/// <summary>A remote UDP address in the two forms that a datagram needs: to show, and to find its flow and send to.</summary>
sealed class UdpEndPoint(IPEndPoint shown, UdpRemote path) : IPEndPoint(shown.Address, shown.Port)
{
    public UdpRemote Path => path;
}
