using System.Net;
using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>
/// Opens the sockets of one configured address: one for each local address that it means, all on one port. All or none; an error names the
/// address. Ports are never shared: a second server on the same port fails.
/// </summary>
static class ListenSockets
{
    // How often another port is tried when the system's choice for the first address is taken on a later one; own decision.
    const int PortChoices = 10;

    /// <summary>Bound sockets; those of stream transports listen.</summary>
    /// <exception cref="SocketException">An address cannot be bound.</exception>
    public static IReadOnlyList<Socket> Open(ListenAddress listen)
    {
        var addresses = LocalAddresses.MeantBy(listen.Address);
        for (var choice = 1; ; choice++)
        {
            try
            {
                return OpenAll(listen, addresses);
            }
            catch (SocketException e)
                when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && listen.Port == 0 && choice < PortChoices)
            {
            }
        }
    }

    /// <summary>
    /// A bound UDP socket and others beside it on its address (Linux). It was bound alone, so an address that another program has fails,
    /// whatever that program shares.
    /// </summary>
    /// <exception cref="SocketException">They cannot be bound; then none is left.</exception>
    public static IReadOnlyList<Socket> Multiply(Socket first, int count)
    {
        List<Socket> sockets = [first];
        try
        {
            while (sockets.Count < count)
            {
                var next = new Socket(first.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                sockets.Add(next);
                Share(first);
                Share(next);
                next.Bind(first.LocalEndPoint!);
            }
            return sockets;
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }

        // SOL_SOCKET, SO_REUSEPORT
        static void Share(Socket socket) => socket.SetRawSocketOption(1, 15, BitConverter.GetBytes(1));
    }

    static List<Socket> OpenAll(ListenAddress listen, IReadOnlyList<IPAddress> addresses)
    {
        var sockets = new List<Socket>();
        try
        {
            foreach (var address in addresses)
            {
                var port = sockets.Count == 0 ? listen.Port : ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
                if (OpenOne(listen.Transport, new IPEndPoint(address, port), isOneOfMany: addresses.Count > 1) is { } socket)
                    sockets.Add(socket);
            }
            if (sockets.Count == 0)
                throw new SocketException((int)SocketError.AddressNotAvailable, $"{listen}: no local address");
            return sockets;
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }
    }

    static Socket? OpenOne(SipTransport transport, IPEndPoint local, bool isOneOfMany)
    {
        Socket? socket = null;
        try
        {
            var isStream = transport != SipTransport.Udp;
            socket = isStream
                ? new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
                : new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(local);
            if (isStream)
                socket.Listen();
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            // It went since the addresses were listed, or (IPv6) is not confirmed yet.
            if (isOneOfMany && e.SocketErrorCode == SocketError.AddressNotAvailable)
                return null;
            throw new SocketException((int)e.SocketErrorCode, $"{transport.ToString().ToLowerInvariant()}://{local}: {Reason(e)}");
        }
    }

    static string Reason(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AddressNotAvailable => "not an address of this machine",
        SocketError.AccessDenied => "permission denied; ports below 1024 need a privilege",
        _ => e.Message,
    };
}
