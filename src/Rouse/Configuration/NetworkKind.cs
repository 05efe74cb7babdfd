using System.Net;
using System.Net.Sockets;

namespace Rouse.Configuration;

/// <summary>A network as <c>192.0.2.0/24</c>, or one address.</summary>
sealed class NetworkKind : ValueKind<IPNetwork>
{
    public override string Description => "network such as `\"192.0.2.0/24\"`, `\"2001:db8::/32\"`, or an address";

    public override bool TryRead(ConfigValue value, KeyFaults faults, out IPNetwork result)
    {
        result = default;
        if (value is not TextValue { Text: var text })
            return faults.Refuse(value, $"{value.Shown} is not a network; write \"192.0.2.0/24\"");
        if (IPAddress.TryParse(text, out var address))
        {
            result = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }
        return IPNetwork.TryParse(text, out result)
            || faults.Refuse(value, $"\"{text}\" is not a network, whose address ends where its prefix does, such as 192.0.2.0/24");
    }

    public override string Write(IPNetwork value) => $"\"{value}\"";
}
