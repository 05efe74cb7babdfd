using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Rouse.Server.Transport;

/// <summary>
/// SIP over UDP (RFC 3261 §18): sockets of their own for each local address, so that a reply leaves from the address that was asked.
/// </summary>
/// <param name="listen">Where to listen.</param>
/// <param name="publicAddress">Host shown to others, unless <paramref name="listen"/> has its own.</param>
/// <param name="ids">Numbers for flows; one source for all transports.</param>
/// <param name="time">Stamps what is received.</param>
/// <param name="loggers">Where the log goes.</param>
sealed class UdpTransport(ListenAddress listen, string? publicAddress, FlowIds ids, TimeProvider time, ILoggerFactory loggers) : ITransport
{
    readonly ILogger _log = loggers.CreateLogger<UdpTransport>();
    UdpSocket[] _sockets = [];

    /// <summary>
    /// Holds 6,500 datagrams of 500 bytes, where the usual default holds 166; what Linux grants without a privilege ends at
    /// <c>net.core.rmem_max</c>.
    /// </summary>
    internal int ReceiveBufferBytes { get; init; } = 4 << 20;

    /// <summary>One system call for each datagram, as where the platform has nothing better.</summary>
    internal bool IsPortable { get; init; } = !OperatingSystem.IsLinux();

    /// <summary>
    /// Sockets for each address, and threads: Linux spreads the sources over them, a source always to the same one. As many as processors,
    /// up to the two that were measured (ADR 0024).
    /// </summary>
    internal int SocketsPerAddress { get; init; } = OperatingSystem.IsLinux() ? Math.Min(Environment.ProcessorCount, 2) : 1;

    /// <summary>Who is listened to.</summary>
    public IGate Gate { get; init; } = OpenGate.Instance;

    public IReadOnlyList<Listener> Listeners { get; private set; } = [];

    internal IReadOnlyList<UdpSocket> Sockets => _sockets;

    public void Bind()
    {
        var shown = listen.PublicAddress ?? publicAddress;
        var each = ListenSockets.Open(listen).Select(socket => ListenSockets.Multiply(socket, SocketsPerAddress));
        _sockets = [.. each.Select(sockets => new UdpSocket(sockets, OpenIo, shown, ids, Gate, time, _log))];
        Listeners = [.. _sockets.Select(socket => socket.Listener)];
        foreach (var socket in _sockets)
            AskForReceiveBuffer(socket);
    }

    public void Start(IMessageSink sink)
    {
        if (Listeners.Count == 0)
            Bind();
        foreach (var socket in _sockets)
            socket.Start(sink);
    }

    public Flow? Find(long flowId)
    {
        foreach (var socket in _sockets)
        {
            if (socket.Retained.Find(flowId) is { } flow)
                return flow;
        }
        return null;
    }

    public Flow? FlowTo(Listener listener, IPEndPoint remote)
    {
        if (listener.Local.AddressFamily != remote.AddressFamily)
            return null;
        return Array.Find(_sockets, socket => ReferenceEquals(socket.Listener, listener))?.FlowTo(remote.Serialize());
    }

    public Flow? FlowTo(Listener listener, Destination destination) => FlowTo(listener, destination.Remote);

    public async ValueTask DisposeAsync() => await Task.WhenAll(_sockets.Select(socket => socket.StopAsync()));

    IDatagramIo OpenIo(Socket socket) => IsPortable ? new PortableDatagramIo(socket) : new LinuxDatagramIo(socket);

    void AskForReceiveBuffer(UdpSocket socket)
    {
        foreach (var each in socket.Sockets)
            each.ReceiveBufferSize = ReceiveBufferBytes;
        // Linux counts its own overhead in and answers with the double (socket(7)).
        var granted = OperatingSystem.IsLinux() ? socket.Sockets[0].ReceiveBufferSize / 2 : socket.Sockets[0].ReceiveBufferSize;
        if (granted < ReceiveBufferBytes)
            _log.SmallReceiveBuffer(socket.Listener, granted, ReceiveBufferBytes);
    }
}
