using System.Net;

namespace Rouse.Server.Transport;

/// <summary>Addresses that are not those of servers of other domains: of this machine, of private networks, of no single host.</summary>
static class PrivateNetworks
{
    // RFC 1918, RFC 6598, RFC 1122 §3.2.1.3, RFC 3927, RFC 5771, RFC 1112 §4; RFC 4291 §2.5, RFC 4193, RFC 4291 §2.7, RFC 6052 §2.1.
    static readonly IPNetwork[] All =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
            "::/127", "fc00::/7", "fe80::/10", "ff00::/8", "64:ff9b::/96",
        }.Select(IPNetwork.Parse),
    ];

    public static bool Have(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(All, network => network.Contains(plain));
    }
}
