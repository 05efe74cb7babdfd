using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Rouse.Soak.Flood;

/// <summary>One source that sends as fast as it is told, from one port or many, on a thread of its own.</summary>
sealed class Flooder : IDisposable
{
    readonly Socket[] _sockets;
    readonly IReadOnlyList<byte[]> _messages;
    readonly SocketAddress _server;
    readonly int _perSecond;
    readonly Thread _thread;
    volatile bool _stopping;

    /// <param name="source">Its address.</param>
    /// <param name="ports">From how many ports it sends.</param>
    /// <param name="messages">What, in turn.</param>
    /// <param name="perSecond">How many.</param>
    /// <param name="server">Where to.</param>
    public Flooder(IPAddress source, int ports, IReadOnlyList<byte[]> messages, int perSecond, IPEndPoint server)
    {
        _messages = messages;
        _perSecond = perSecond;
        _server = server.Serialize();
        _sockets = [.. Enumerable.Range(0, ports).Select(_ => Open(source))];
        _thread = new Thread(Send) { IsBackground = true, Name = "flood" };
        _thread.Start();
    }

    public long Sent { get; private set; }

    /// <summary>Sends no more.</summary>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    static Socket Open(IPAddress source)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Bind(new IPEndPoint(source, 0));
        return socket;
    }

    void Send()
    {
        var clock = Stopwatch.StartNew();
        while (!_stopping)
        {
            for (var due = (long)(clock.Elapsed.TotalSeconds * _perSecond); Sent < due && !_stopping; Sent++)
                SendOne();
            Thread.Sleep(1);
        }
    }

    // It does not listen, so answers fill its buffer and are lost; what the system does not take is sent all the same, as far as it knows.
    void SendOne()
    {
        try
        {
            _sockets[Sent % _sockets.Length].SendTo(_messages[(int)(Sent % _messages.Count)], SocketFlags.None, _server);
        }
        catch (SocketException)
        {
        }
    }
}
