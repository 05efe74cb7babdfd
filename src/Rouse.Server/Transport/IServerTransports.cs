namespace Rouse.Server.Transport;

/// <summary>All transports of a server: real sockets, or the network of a test.</summary>
interface IServerTransports : IFlowTable, IAsyncDisposable
{
    /// <summary>Binds everything or nothing; what comes waits until <see cref="StartAsync"/>.</summary>
    Task BindAsync();

    /// <summary>Begins to receive, and binds first where that was not done.</summary>
    Task StartAsync(IMessageSink sink);

    /// <summary>Whether host (IPv6 without brackets) and port (0 when absent) are one of our listeners or its public address.</summary>
    bool IsOwn(ReadOnlySpan<byte> host, int port);

    /// <summary>Whether a host (IPv6 without brackets) is one of our listeners on whatever port.</summary>
    bool IsOwnHost(ReadOnlySpan<byte> host);
}
