using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>Networks as prefixes of 128 bits.</summary>
sealed class NetworkSet(IReadOnlyList<IPNetwork> networks)
{
    const int MappedBits = 96;

    readonly (UInt128 Address, UInt128 Mask)[] _networks = [.. networks.Select(PrefixOf)];

    /// <param name="address">An IPv4 one as mapped one.</param>
    public bool Contains(UInt128 address)
    {
        foreach (var (prefix, mask) in _networks)
        {
            if ((address & mask) == prefix)
                return true;
        }
        return false;
    }

    static (UInt128 Address, UInt128 Mask) PrefixOf(IPNetwork network)
    {
        var isIPv4 = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        var length = network.PrefixLength + (isIPv4 ? MappedBits : 0);
        var mask = length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);
        return (Sender.Of(network.BaseAddress, 0).Address & mask, mask);
    }
}
