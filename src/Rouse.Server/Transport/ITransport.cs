namespace Rouse.Server.Transport;

/// <summary>Listens on one configured address and makes the flows of those who come.</summary>
interface ITransport : IAsyncDisposable
{
    /// <summary>The bound addresses: one per local address where the configured one is a wildcard. Filled by <see cref="Bind"/>.</summary>
    IReadOnlyList<Listener> Listeners { get; }

    /// <summary>
    /// Binds; throws <see cref="System.Net.Sockets.SocketException"/> when an address cannot be bound. What comes waits in the system until
    /// <see cref="Start"/>.
    /// </summary>
    void Bind();

    /// <summary>Begins to receive, and binds first where that was not done.</summary>
    void Start(IMessageSink sink);

    /// <summary>A flow that is still known by its number: an open connection or a retained UDP flow; null otherwise.</summary>
    Flow? Find(long flowId);

    /// <summary>The UDP flow to an address through one of our sockets; null for stream transports.</summary>
    Flow? FlowTo(Listener listener, System.Net.IPEndPoint remote);

    /// <summary>
    /// The flow to a server from one of our listeners, which speaks its transport; opened where there is none. Null when it cannot be made.
    /// </summary>
    Flow? FlowTo(Listener listener, Destination destination);
}
