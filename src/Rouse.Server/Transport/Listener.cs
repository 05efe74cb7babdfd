using System.Net;
using System.Text;

namespace Rouse.Server.Transport;

/// <summary>One bound local address, never a wildcard, and how it is shown to others.</summary>
sealed class Listener
{
    readonly IPAddress _shown;

    /// <param name="transport">What is spoken there.</param>
    /// <param name="local">The bound address and port.</param>
    /// <param name="publicAddress">Host shown instead of the bound address; null shows the bound one.</param>
    public Listener(SipTransport transport, IPEndPoint local, string? publicAddress)
    {
        Transport = transport;
        Local = local;
        Host = publicAddress ?? local.Address.ToString();
        if (Host.Contains(':', StringComparison.Ordinal) && Host[0] != '[')
            Host = $"[{Host}]";
        SentBy = Encoding.ASCII.GetBytes($"{Host}:{local.Port}");
        _shown = IPAddress.TryParse(Host, out var shown) ? shown : local.Address;
        var name = transport.ToString();
        ViaStart = Encoding.ASCII.GetBytes($"SIP/2.0/{name.ToUpperInvariant()} {Host}:{local.Port}");
        TransportParameter = Encoding.ASCII.GetBytes($";transport={name.ToLowerInvariant()}");
    }

    public SipTransport Transport { get; }

    public IPEndPoint Local { get; }

    public bool IsIPv6 => Local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    /// <summary>Whether what is sent to this address comes here: the bound one, or the one that is shown in its place.</summary>
    public bool IsAt(IPAddress address) => Local.Address.Equals(address) || _shown.Equals(address);

    /// <summary>Host as it stands in URIs: IPv6 in brackets.</summary>
    public string Host { get; }

    /// <summary><c>host:port</c> as it stands in Via and Record-Route.</summary>
    public ReadOnlyMemory<byte> SentBy { get; }

    /// <summary><c>SIP/2.0/UDP host:port</c>: how every Via of it begins.</summary>
    public ReadOnlyMemory<byte> ViaStart { get; }

    /// <summary><c>;transport=udp</c></summary>
    public ReadOnlyMemory<byte> TransportParameter { get; }

    /// <summary>What came here and went from here.</summary>
    public Traffic Traffic { get; } = new();

    /// <summary>Sees what is sent from here; null when nobody looks.</summary>
    public SipTrace? Trace { get; set; }

    public override string ToString() => $"{Transport.ToString().ToLowerInvariant()}://{Local}";
}
