using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Rouse.Sandbox.Hosting;

/// <summary>What a request can know of the connection that it came on.</summary>
internal sealed class ConnectionScope(ConnectionContext connection, Listener listener)
{
    private readonly ConcurrentDictionary<Type, object> _state = [];

    public Listener Listener { get; } = listener;

    public static ConnectionScope Of(HttpContext http) => http.Features.GetRequiredFeature<ConnectionScope>();

    /// <summary>State of an endpoint that lives as long as the connection.</summary>
    public T State<T>() where T : class, new() => (T)_state.GetOrAdd(typeof(T), _ => new T());

    /// <summary>Ends the connection with a TCP RST, as a crashed server does.</summary>
    public void Cut()
    {
        connection.Features.Get<IConnectionSocketFeature>()?.Socket.Close(0);
        connection.Abort();
    }
}
