using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Rouse.Server.Transport;

/// <summary>
/// SIP over TCP, or over TLS on it (RFC 3261 §18). On Linux threads of its own read the connections, elsewhere the platform's pool, which
/// is dear under load.
/// </summary>
/// <param name="listen">Where to listen.</param>
/// <param name="publicAddress">Host shown to others, unless <paramref name="listen"/> has its own.</param>
/// <param name="ids">Numbers for flows; one source for all transports.</param>
/// <param name="time">Stamps what is received, and every limit.</param>
/// <param name="loggers">Where the log goes.</param>
/// <param name="handshakes">Those of TLS, from now on this transport's; null for TCP.</param>
sealed class TcpTransport(
    ListenAddress listen, string? publicAddress, FlowIds ids, TimeProvider time, ILoggerFactory loggers, TlsHandshakes? handshakes = null)
    : ITransport
{
    // Out of descriptors or memory: the same connection would be offered again at once. Own decision.
    static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    readonly ILogger _log = loggers.CreateLogger<TcpTransport>();
    readonly ConcurrentDictionary<long, TcpFlow> _flows = new();
    readonly CancellationTokenSource _stopping = new();
    readonly List<Task> _accepting = [];
    OutgoingConnections? _outgoing;
    IMessageSink? _sink;
    StreamLoops? _loops;
    IReadOnlyList<Socket> _sockets = [];
    ITimer? _look;

    public IReadOnlyList<Listener> Listeners { get; private set; } = [];

    /// <summary>Connections, those that are closing too.</summary>
    public int Connections => _flows.Count;

    /// <summary>Threads that read the connections; 0: the platform's pool does, as where the platform has nothing better.</summary>
    internal int LoopCount { get; init; } = StreamLoops.Usual;

    /// <summary>Since the start.</summary>
    internal StreamLoops Loops => _loops!;

    internal TlsHandshakes? Handshakes => handshakes;

    /// <summary>Who may come.</summary>
    public IGate Gate { get; init; } = OpenGate.Instance;

    /// <summary>What comes before the first byte of a connection, by whoever it was opened; null without TLS.</summary>
    internal ITlsHandshake? HandshakeFor(Destination? destination) =>
        destination is { } to ? handshakes?.With(to.Domain) : handshakes;

    internal ReceiveArrays ReceiveArrays { get; } = new();

    public void Bind()
    {
        _sockets = ListenSockets.Open(listen);
        Listeners = [.. _sockets.Select(ListenerOf)];
    }

    public void Start(IMessageSink sink)
    {
        if (Listeners.Count == 0)
            Bind();
        _loops = new StreamLoops(LoopCount, Listeners[0].ToString());
        _outgoing = new OutgoingConnections(Open);
        _sink = sink;
        foreach (var (socket, listener) in _sockets.Zip(Listeners))
            _accepting.Add(AcceptAsync(socket, listener, sink));
        _look = time.CreateTimer(static state => ((TcpTransport)state!).CheckLimits(), this, ConnectionLimits.Look, ConnectionLimits.Look);
    }

    public Flow? Find(long flowId) => _flows.GetValueOrDefault(flowId) is { IsOpen: true } flow ? flow : null;

    public Flow? FlowTo(Listener listener, IPEndPoint remote) => null;

    public Flow? FlowTo(Listener listener, Destination destination)
    {
        if (_stopping.IsCancellationRequested || _outgoing == null)
            return null;
        try
        {
            var flow = _outgoing.To(listener, destination, out var isNew);
            if (isNew)
                flow!.Start(_sink!);
            return flow;
        }
        // Out of descriptors, or the address of the listener is gone.
        catch (Exception e) when (e is SocketException or IOException)
        {
            _log.ConnectFailed(listener, destination.Remote, e.Message);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _look?.Dispose();
        foreach (var socket in _sockets)
            socket.Dispose();
        await Task.WhenAll(_accepting);
        var flows = _flows.Values.ToArray();
        foreach (var flow in flows)
            flow.Abort("the server stops");
        await Task.WhenAll(flows.Select(flow => flow.Reading));
        // The last may have ended on the thread of a loop, which cannot wait for itself.
        await Task.Yield();
        Interlocked.Exchange(ref _loops, null)?.Dispose();
        handshakes?.Dispose();
    }

    internal void Forget(TcpFlow flow, in Sender sender)
    {
        if (flow.Destination is { } destination)
            _outgoing!.Forget(flow, destination);
        if (!_flows.TryRemove(flow.Id, out _))
            return;
        if (flow.Destination == null)
            Gate.Closed(sender);
        flow.Listener.Traffic.Add(Traffic.Event.ConnectionClosed);
    }

    Listener ListenerOf(Socket socket) => new(listen.Transport, (IPEndPoint)socket.LocalEndPoint!, listen.PublicAddress ?? publicAddress);

    async Task AcceptAsync(Socket socket, Listener listener, IMessageSink sink)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var accepted = await socket.AcceptAsync(_stopping.Token);
                if (TryEnter(accepted, out var sender) && await HasPlaceAsync(accepted, sender))
                    Begin(accepted, sender, listener, sink);
            }
            catch (SocketException e) when (!_stopping.IsCancellationRequested)
            {
                _log.AcceptFailed(listener, e.Message);
                await PauseAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    // Not to be let in is to be cut off: who is banned gets no farewell.
    bool TryEnter(Socket accepted, out Sender sender)
    {
        sender = default;
        try
        {
            sender = Sender.Of((IPEndPoint)accepted.RemoteEndPoint!);
            if (Gate.TryOpen(sender, shakesHands: handshakes != null))
                return true;
        }
        // Reset before it was looked at.
        catch (SocketException)
        {
        }
        accepted.Dispose();
        return false;
    }

    // Without a place for one more handshake those who come wait in the system's queue.
    async ValueTask<bool> HasPlaceAsync(Socket accepted, Sender sender)
    {
        if (handshakes == null)
            return true;
        try
        {
            await handshakes.EnterAsync(_stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            Leave(accepted, sender);
            throw;
        }
    }

    void Leave(Socket accepted, in Sender sender)
    {
        accepted.Dispose();
        if (handshakes != null)
            Gate.Opened(sender, isAgreed: true);
        Gate.Closed(sender);
    }

    void Begin(Socket accepted, in Sender sender, Listener listener, IMessageSink sink)
    {
        TcpFlow flow;
        try
        {
            // SIP messages are whole writes; waiting for more only delays them.
            accepted.NoDelay = true;
            flow = new TcpFlow(ids.Next(), listener, accepted, this, time, _log);
        }
        // Reset before it was looked at; or the system watches no more.
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            if (failure is IOException)
                _log.AcceptFailed(listener, failure.Message);
            Leave(accepted, sender);
            handshakes?.Leave();
            return;
        }
        _flows[flow.Id] = flow;
        listener.Traffic.Add(Traffic.Event.ConnectionOpened);
        flow.Start(sink);
    }

    TcpFlow Open(Listener listener, Destination destination)
    {
        var socket = new Socket(listener.Local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // From the address that Via shows, and that the operator chose to listen on.
            socket.Bind(new IPEndPoint(listener.Local.Address, 0));
            var flow = new TcpFlow(ids.Next(), listener, socket, this, time, _log, destination);
            _flows[flow.Id] = flow;
            listener.Traffic.Add(Traffic.Event.ConnectionOpened);
            return flow;
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            socket.Dispose();
            throw;
        }
    }

    async Task PauseAsync()
    {
        try
        {
            await Task.Delay(AcceptPause, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    void CheckLimits()
    {
        var now = time.GetTimestamp();
        foreach (var (_, flow) in _flows)
            flow.CheckLimits(now);
    }
}
