using System.Net;

namespace Rouse.Server.Transport;

/// <summary>Where to listen: <c>udp://*:5060</c>, <c>tcp://192.0.2.1:5060</c>, <c>tls://[::]:5061</c>.</summary>
public sealed record ListenAddress
{
    public required SipTransport Transport { get; init; }

    /// <summary>The address to bind; null is <c>*</c>, every local address of both families.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>0 lets the system choose.</summary>
    public required int Port { get; init; }

    /// <summary>Host that Via, Record-Route and Path show instead of the bound address; null is the server's own setting.</summary>
    public string? PublicAddress { get; init; }

    public override string ToString() =>
        $"{Transport.ToString().ToLowerInvariant()}://{(Address == null ? $"*:{Port}" : new IPEndPoint(Address, Port).ToString())}";
}
