using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Rouse.Server.Transport;

/// <summary>All transports of the server: started together, asked together.</summary>
sealed class SipTransports : IServerTransports
{
    readonly IReadOnlyList<ITransport> _transports;

    /// <param name="listen">Where to listen.</param>
    /// <param name="publicAddress">Host shown to others for those addresses that have none of their own.</param>
    /// <param name="time">Stamps what is received, and every limit.</param>
    /// <param name="loggers">Where the log goes.</param>
    /// <param name="certificates">For the listeners of TLS; without them there can be none.</param>
    /// <param name="gate">Who may come; null: everybody.</param>
    public SipTransports(
        IEnumerable<ListenAddress> listen,
        string? publicAddress,
        TimeProvider time,
        ILoggerFactory loggers,
        TlsCertificates? certificates = null,
        IGate? gate = null)
    {
        var ids = new FlowIds();
        _transports =
        [
            .. listen.Select(address => Create(address, publicAddress, ids, time, loggers, certificates, gate ?? OpenGate.Instance)),
        ];
    }

    /// <summary>The address from which the system sends to another, as its routes have it; null when there is no way.</summary>
    public Func<IPAddress, IPAddress?> SourceTowards { get; init; } = LocalAddresses.Towards;

    /// <summary>Every bound address; empty before the start.</summary>
    public IReadOnlyList<Listener> Listeners { get; private set; } = [];

    /// <summary>Binds all or none.</summary>
    /// <exception cref="SocketException">
    /// An address cannot be bound; the message names it, as in <c>udp://127.0.0.1:5060: address already in use</c>.
    /// </exception>
    public async Task BindAsync()
    {
        try
        {
            foreach (var transport in _transports)
                transport.Bind();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
        Listeners = [.. _transports.SelectMany(transport => transport.Listeners)];
    }

    public async Task StartAsync(IMessageSink sink)
    {
        if (Listeners.Count == 0)
            await BindAsync();
        foreach (var transport in _transports)
            transport.Start(sink);
    }

    /// <summary>A flow that is still known by its number: an open connection or a retained UDP flow; null otherwise.</summary>
    public Flow? Find(long flowId)
    {
        foreach (var transport in _transports)
        {
            if (transport.Find(flowId) is { } flow)
                return flow;
        }
        return null;
    }

    /// <summary>
    /// The UDP flow to an address through one of our sockets; null when the listener is not one of UDP or of the other address family.
    /// </summary>
    public Flow? FlowTo(Listener listener, IPEndPoint remote)
    {
        foreach (var transport in _transports)
        {
            if (transport.FlowTo(listener, remote) is { } flow)
                return flow;
        }
        return null;
    }

    public Flow? FlowTo(Destination destination)
    {
        if (ListenerTo(destination) is not { } listener)
            return null;
        foreach (var transport in _transports)
        {
            if (transport.Listeners.Contains(listener))
                return transport.FlowTo(listener, destination);
        }
        return null;
    }

    /// <summary>
    /// Whether a host and port in a URI are one of ours (RFC 3261 §16.4). The port counts: behind the same address another port may be a
    /// phone's.
    /// </summary>
    /// <param name="host">As in a URI, an IPv6 address without its brackets.</param>
    /// <param name="port">0 when absent: then 5060, or 5061 where TLS is spoken.</param>
    public bool IsOwn(ReadOnlySpan<byte> host, int port) => OwnNames.Have(Listeners, host, port);

    /// <summary>
    /// Whether a host is one of ours on whatever port: where no port is written, such as in the domain of an address of record.
    /// </summary>
    public bool IsOwnHost(ReadOnlySpan<byte> host) => OwnNames.HaveHost(Listeners, host);

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _transports)
            await transport.DisposeAsync();
    }

    // Where there is a choice, the one at the address from which the system would send.
    Listener? ListenerTo(Destination destination)
    {
        var family = destination.Remote.AddressFamily;
        var fitting = Listeners.Where(
            listener => listener.Transport == destination.Transport && listener.Local.AddressFamily == family).ToList();
        if (fitting.Count < 2)
            return fitting.FirstOrDefault();
        var source = SourceTowards(destination.Remote.Address);
        return fitting.Find(listener => listener.Local.Address.Equals(source)) ?? fitting[0];
    }

    static ITransport Create(
        ListenAddress listen,
        string? publicAddress,
        FlowIds ids,
        TimeProvider time,
        ILoggerFactory loggers,
        TlsCertificates? certificates,
        IGate gate) =>
        listen.Transport switch
        {
            SipTransport.Udp => new UdpTransport(listen, publicAddress, ids, time, loggers) { Gate = gate },
            SipTransport.Tcp => new TcpTransport(listen, publicAddress, ids, time, loggers) { Gate = gate },
            SipTransport.Tls when certificates != null =>
                new TcpTransport(listen, publicAddress, ids, time, loggers, new TlsHandshakes(certificates)) { Gate = gate },
            _ => throw new NotSupportedException($"{listen}: this server does not speak {listen.Transport}"),
        };
}
