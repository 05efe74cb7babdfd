using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Rouse.Starting;

/// <summary>What the machine says about itself: for the realm, and for the advice at the end of the start.</summary>
/// <param name="HostName">In lower case.</param>
/// <param name="Address">One that phones can probably reach.</param>
sealed record Surroundings(string HostName, IPAddress Address)
{
    public static Surroundings Look()
    {
        var name = Dns.GetHostName().ToLowerInvariant();
        return new Surroundings(name.Length == 0 ? "localhost" : name, FindAddress());
    }

    static IPAddress FindAddress()
    {
        try
        {
            var addresses = NetworkInterface.GetAllNetworkInterfaces()
                .Where(network => network.OperationalStatus == OperationalStatus.Up)
                .SelectMany(network => network.GetIPProperties().UnicastAddresses)
                .Select(unicast => unicast.Address)
                .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal);
            // IPv4 first: it is what an operator can type into a phone.
            return addresses.OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork).FirstOrDefault() ?? IPAddress.Loopback;
        }
        catch (NetworkInformationException)
        {
            return IPAddress.Loopback;
        }
    }
}
