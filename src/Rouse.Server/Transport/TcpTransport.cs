using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Rouse.Server.Transport;

/// <summary>
/// SIP over TCP (RFC 3261 §18), with the platform's asynchronous sockets: correct everywhere; the thread pool makes it dear under load.
/// </summary>
/// <param name="listen">Where to listen.</param>
/// <param name="publicAddress">Host shown to others, unless <paramref name="listen"/> has its own.</param>
/// <param name="ids">Numbers for flows; one source for all transports.</param>
/// <param name="time">Stamps what is received, and every limit.</param>
/// <param name="loggers">Where the log goes.</param>
sealed class TcpTransport(ListenAddress listen, string? publicAddress, FlowIds ids, TimeProvider time, ILoggerFactory loggers) : ITransport
{
    // Out of descriptors or memory: the same connection would be offered again at once. Own decision.
    static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    readonly ILogger _log = loggers.CreateLogger<TcpTransport>();
    readonly ConcurrentDictionary<long, TcpFlow> _flows = new();
    readonly CancellationTokenSource _stopping = new();
    readonly List<Task> _accepting = [];
    IReadOnlyList<Socket> _sockets = [];
    ITimer? _look;

    public IReadOnlyList<Listener> Listeners { get; private set; } = [];

    /// <summary>Connections, those that are closing too.</summary>
    public int Connections => _flows.Count;

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
        foreach (var (socket, listener) in _sockets.Zip(Listeners))
            _accepting.Add(AcceptAsync(socket, listener, sink));
        _look = time.CreateTimer(static state => ((TcpTransport)state!).CheckLimits(), this, ConnectionLimits.Look, ConnectionLimits.Look);
    }

    public Flow? Find(long flowId) => _flows.GetValueOrDefault(flowId) is { IsOpen: true } flow ? flow : null;

    public Flow? FlowTo(Listener listener, IPEndPoint remote) => null;

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
    }

    internal void Forget(TcpFlow flow) => _flows.TryRemove(flow.Id, out _);

    Listener ListenerOf(Socket socket) => new(SipTransport.Tcp, (IPEndPoint)socket.LocalEndPoint!, listen.PublicAddress ?? publicAddress);

    async Task AcceptAsync(Socket socket, Listener listener, IMessageSink sink)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Begin(await socket.AcceptAsync(_stopping.Token), listener, sink);
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

    void Begin(Socket accepted, Listener listener, IMessageSink sink)
    {
        TcpFlow flow;
        try
        {
            // SIP messages are whole writes; waiting for more only delays them.
            accepted.NoDelay = true;
            accepted.Blocking = false;
            flow = new TcpFlow(ids.Next(), listener, accepted, this, time, _log);
        }
        // Reset before it was looked at.
        catch (SocketException)
        {
            accepted.Dispose();
            return;
        }
        _flows[flow.Id] = flow;
        flow.Start(sink);
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
