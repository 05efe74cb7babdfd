using System.Net.Sockets;
using Rouse.Server.Transport;

namespace Rouse.Server.Resolution;

/// <summary>What our listeners speak: where no other server could be reached is not looked for.</summary>
sealed class Abilities(IReadOnlyList<Listener> listeners)
{
    readonly HashSet<(SipTransport, bool)> _spoken = [.. listeners.Select(static each => (each.Transport, each.IsIPv6))];

    /// <summary>Whether it is spoken in either family.</summary>
    public bool Speaks(SipTransport transport) => Speaks(transport, isIPv6: false) || Speaks(transport, isIPv6: true);

    public bool Speaks(SipTransport transport, bool isIPv6) => _spoken.Contains((transport, isIPv6));

    public bool Speaks(SipTransport transport, AddressFamily family) => Speaks(transport, family == AddressFamily.InterNetworkV6);
}
