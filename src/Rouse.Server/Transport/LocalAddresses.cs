using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>The addresses of this machine.</summary>
static class LocalAddresses
{
    /// <summary>What a configured address means: itself, or every local address where it is a wildcard (null: of both families).</summary>
    public static IReadOnlyList<IPAddress> MeantBy(IPAddress? configured)
    {
        if (configured == null)
            return All();
        if (configured.Equals(IPAddress.Any))
            return [.. All().Where(address => address.AddressFamily == AddressFamily.InterNetwork)];
        if (configured.Equals(IPAddress.IPv6Any))
            return [.. All().Where(address => address.AddressFamily == AddressFamily.InterNetworkV6)];
        return [configured];
    }

    /// <summary>The address from which this machine sends to another; null when there is no way. Nothing is sent.</summary>
    public static IPAddress? Towards(IPAddress remote)
    {
        try
        {
            using var socket = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(remote, SipTransport.Udp.DefaultPort());
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>
    /// Of every interface that is up, loopback too. IPv6 link-local ones are left out: in a Via they would need a zone, which SIP has no
    /// place for.
    /// </summary>
    public static IReadOnlyList<IPAddress> All() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus != OperationalStatus.Down)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !address.IsIPv6LinkLocal && !address.IsIPv4MappedToIPv6)
            .Distinct(),
    ];
}
