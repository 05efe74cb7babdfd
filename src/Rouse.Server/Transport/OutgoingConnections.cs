using System.Net.Sockets;

namespace Rouse.Server.Transport;

/// <summary>
/// The connections that we have opened to servers, each used for all that goes to its place. One that a peer has opened is never taken for
/// it: nobody proved there which server it is (RFC 5923 §6).
/// </summary>
/// <param name="open">Makes the connection, which opens by itself.</param>
sealed class OutgoingConnections(Func<Listener, Destination, TcpFlow> open)
{
    /// <summary>
    /// At once. Own decision: far more servers than one talks to, and so few that a user who calls ever other addresses costs little.
    /// </summary>
    public const int Most = 1_000;

    readonly Lock _lock = new();
    readonly Dictionary<(Listener, Destination), TcpFlow> _flows = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _flows.Count;
        }
    }

    /// <summary>The one that is there, or a new one with <paramref name="isNew"/>; null when there are too many.</summary>
    /// <exception cref="SocketException">The system has no socket more.</exception>
    public TcpFlow? To(Listener listener, Destination destination, out bool isNew)
    {
        lock (_lock)
        {
            isNew = false;
            if (_flows.TryGetValue((listener, destination), out var known) && known.IsOpen)
                return known;
            if (known == null && _flows.Count >= Most)
                return null;
            isNew = true;
            return _flows[(listener, destination)] = open(listener, destination);
        }
    }

    public void Forget(TcpFlow flow, Destination destination)
    {
        lock (_lock)
        {
            if (_flows.TryGetValue((flow.Listener, destination), out var known) && ReferenceEquals(known, flow))
                _flows.Remove((flow.Listener, destination));
        }
    }
}
