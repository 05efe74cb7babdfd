using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>A remote UDP address as a key of 24 bytes, read from the socket address without allocating.</summary>
readonly record struct UdpRemote(ulong High, ulong Low, uint Port, uint Scope)
{
    // sockaddr_in: family 2, port 2, address 4. sockaddr_in6: family 2, port 2, flow information 4, address 16, scope 4 (RFC 3493 §3.3).
    public static UdpRemote Of(SocketAddress address)
    {
        var bytes = address.Buffer.Span;
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (address.Family == AddressFamily.InterNetwork)
            return new UdpRemote(0, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), port, 0);
        return new UdpRemote(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            port,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[24..]));
    }
}
