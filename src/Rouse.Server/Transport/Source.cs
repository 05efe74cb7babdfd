using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>
/// Whom we hold to account for what is sent: an IPv4 address, or the /64 of an IPv6 one, within which one customer has all addresses
/// (RFC 6177 §2).
/// </summary>
/// <param name="Prefix">The first half of the IPv6 address; of an IPv4 one as <see cref="Of(UInt128)"/> makes it.</param>
readonly record struct Source(ulong Prefix)
{
    // ::ffff:0:0/96 (RFC 4291 §2.5.5.2), moved to the half that counts: there it is in ::/8, from which nobody sends.
    const ulong IPv4 = 0x0000_ffff_0000_0000;

    /// <summary>IPv4 addresses as mapped ones.</summary>
    public static Source Of(UInt128 address)
    {
        var high = (ulong)(address >> 64);
        return high == 0 && (ulong)address >> 32 == 0xffff ? new Source(IPv4 | (uint)address) : new Source(high);
    }

    /// <summary>Reads <c>192.0.2.7</c>, <c>2001:db8::1</c> or, as it is written here, <c>2001:db8::/64</c>.</summary>
    public static bool TryParse(string text, out Source source)
    {
        source = default;
        const string Length = "/64";
        var isPrefix = text.EndsWith(Length, StringComparison.Ordinal);
        if (!IPAddress.TryParse(isPrefix ? text[..^Length.Length] : text, out var address))
            return false;
        if (isPrefix && address.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        source = Sender.Of(address, 0).Source;
        return true;
    }

    // Keyed anew in each process: nobody can choose sources that fall into one place.
    public override int GetHashCode() => HashCode.Combine(Prefix);

    public override string ToString()
    {
        if ((Prefix & 0xffff_ffff_0000_0000) == IPv4)
            return Sender.AddressOf(((UInt128)0xffff << 32) | (uint)Prefix).ToString();
        return $"{Sender.AddressOf((UInt128)Prefix << 64)}/64";
    }
}
