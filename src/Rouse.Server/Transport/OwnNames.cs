using System.Net;
using System.Text;

namespace Rouse.Server.Transport;

/// <summary>
/// By which names and addresses this server is known, learnt from its listeners: what is bound, what is shown in its place (the address
/// that is mapped to a container), and how the machine calls itself.
/// </summary>
static class OwnNames
{
    static readonly byte[][] OfMachine = [.. new[] { "localhost", Environment.MachineName }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether a host (IPv6 without brackets) and port (0 when absent) in a URI are one of the listeners.</summary>
    public static bool Have(IReadOnlyList<Listener> listeners, ReadOnlySpan<byte> host, int port)
    {
        for (var i = 0; i < listeners.Count; i++)
        {
            var listener = listeners[i];
            if (listener.Local.Port == (port == 0 ? listener.Transport.DefaultPort() : port) && IsNamed(listener, host))
                return true;
        }
        return false;
    }

    /// <summary>Whether a host is that of a listener on whatever port.</summary>
    public static bool HaveHost(IReadOnlyList<Listener> listeners, ReadOnlySpan<byte> host)
    {
        for (var i = 0; i < listeners.Count; i++)
        {
            if (IsNamed(listeners[i], host))
                return true;
        }
        return false;
    }

    // An address has several forms; its plain one needs no parsing.
    static bool IsNamed(Listener listener, ReadOnlySpan<byte> host)
    {
        if (Ascii.EqualsIgnoreCase(host, listener.Host.AsSpan().Trim("[]")))
            return true;
        foreach (var name in OfMachine)
        {
            if (Ascii.EqualsIgnoreCase(host, name))
                return true;
        }
        return IPAddress.TryParse(host, out var address) && listener.IsAt(address);
    }
}
