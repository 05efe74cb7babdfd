using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>An address and port from which something came, on whatever transport.</summary>
/// <param name="Address">An IPv4 address as mapped one (RFC 4291 §2.5.5.2).</param>
/// <param name="Port">Its port.</param>
readonly record struct Sender(UInt128 Address, ushort Port)
{
    const ulong Mapped = 0xffff_0000_0000;

    public Source Source => Source.Of(Address);

    public static Sender Of(UdpRemote remote) =>
        new(remote.IsIPv4 ? new UInt128(0, Mapped | (uint)remote.Low) : new UInt128(remote.High, remote.Low), remote.Port);

    public static Sender Of(IPEndPoint remote) => Of(remote.Address, (ushort)remote.Port);

    public static Sender Of(IPAddress address, ushort port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new(new UInt128(0, Mapped | BinaryPrimitives.ReadUInt32BigEndian(bytes)), port)
            : new(BinaryPrimitives.ReadUInt128BigEndian(bytes), port);
    }

    public static IPAddress AddressOf(UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return address >> 32 == 0xffff ? new IPAddress(bytes[12..]) : new IPAddress(bytes);
    }

    public override string ToString() => new IPEndPoint(AddressOf(Address), Port).ToString();
}
