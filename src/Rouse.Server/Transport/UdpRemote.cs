using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>A remote UDP address as a key of 24 bytes, read from the socket address without allocating.</summary>
readonly record struct UdpRemote(ulong High, ulong Low, ushort Port, bool IsIPv4, uint Scope)
{
    [ThreadStatic]
    static SocketAddress? _ipv4;

    [ThreadStatic]
    static SocketAddress? _ipv6;

    // sockaddr_in: family 2, port 2, address 4. sockaddr_in6: family 2, port 2, flow information 4, address 16, scope 4 (RFC 3493 §3.3).
    public static UdpRemote Of(SocketAddress address)
    {
        var bytes = address.Buffer.Span;
        var port = PortOf(address);
        if (address.Family == AddressFamily.InterNetwork)
            return new UdpRemote(0, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), port, true, 0);
        return new UdpRemote(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            port,
            false,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[24..]));
    }

    /// <summary>Its address, 4 or 16 bytes.</summary>
    public static ReadOnlySpan<byte> AddressOf(SocketAddress address) =>
        address.Family == AddressFamily.InterNetwork ? address.Buffer.Span[4..8] : address.Buffer.Span[8..24];

    public static ushort PortOf(SocketAddress address) => BinaryPrimitives.ReadUInt16BigEndian(address.Buffer.Span[2..]);

    /// <summary>For the system; good until this thread asks for another. A kept one would be as large as what it leads to.</summary>
    public SocketAddress ToSocketAddress()
    {
        var address = IsIPv4
            ? _ipv4 ??= new SocketAddress(AddressFamily.InterNetwork)
            : _ipv6 ??= new SocketAddress(AddressFamily.InterNetworkV6);
        var bytes = address.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], Port);
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)Low);
            return address;
        }
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], Low);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[24..], Scope);
        return address;
    }
}
