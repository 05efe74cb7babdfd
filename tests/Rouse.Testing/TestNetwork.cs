using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rouse.Protocol.Sip;
using Rouse.Server;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Bearer;
using Rouse.Server.Pipeline;
using Rouse.Server.Push;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Testing;

/// <summary>
/// A whole server on a fake clock, with phones in memory: wire text in, wire text out. Everything happens on the calling thread, before the
/// call returns. On disposal it fails on logged errors and on exchanges, timers, watches and flows that are left; at any time when a phone
/// gets another's push token.
/// </summary>
sealed class TestNetwork : IServerTransports, IDisposable
{
    readonly TestFlows _flows = new();
    readonly PushSecrets _secrets = new();
    readonly Queue<Mailbox> _posted = new();
    readonly Queue<string> _faults = new();
    readonly RunList _runList;
    readonly ServerOptions _options;
    readonly ServerEnvironment _environment;
    readonly TestStore? _store;
    IMessageSink? _sink;
    int _lastHost = 10;

    /// <param name="configure">Changes the options; the domain is example.org.</param>
    /// <param name="accounts">Null: no authentication.</param>
    /// <param name="modules">Modules of the test, behind authentication.</param>
    /// <param name="pushApps">The apps with credentials; null: <see cref="Push"/> takes every push.</param>
    /// <param name="store">What outlives the process; null: nothing does.</param>
    /// <param name="tokenKeys">Keys of access tokens; null: those of nobody.</param>
    /// <param name="keepsMappings">Whether silent phones are asked OPTIONS for the sake of their NATs; most tests want none.</param>
    public TestNetwork(
        Func<ServerOptions, ServerOptions>? configure = null,
        IAccountStore? accounts = null,
        IReadOnlyList<IRequestModule>? modules = null,
        Func<FakePush, IReadOnlyList<PushApp>>? pushApps = null,
        TestStore? store = null,
        IKeySource? tokenKeys = null,
        bool keepsMappings = false)
    {
        _store = store;
        _runList = new RunList(Enqueue);
        var options = new ServerOptions { Domains = ["example.org"], Auth = new() { Enabled = accounts != null } };
        options = configure?.Invoke(options) ?? options;
        _options = options with { Registrar = options.Registrar with { KeepsMappings = keepsMappings } };
        Listeners =
        [
            new(SipTransport.Udp, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), _options.PublicAddress),
            new(SipTransport.Tcp, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), _options.PublicAddress),
            new(SipTransport.Udp, new IPEndPoint(IPAddress.Parse("2001:db8::1"), 5060), null),
            new(SipTransport.Tcp, new IPEndPoint(IPAddress.Parse("2001:db8::1"), 5060), null),
            new(SipTransport.Tls, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5061), _options.PublicAddress),
            new(SipTransport.Tls, new IPEndPoint(IPAddress.Parse("2001:db8::1"), 5061), null),
        ];
        _environment = new ServerEnvironment
        {
            Time = Clock,
            Logs = Logs,
            Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)],
            Realm = "example.org",
            Accounts = accounts,
            RunList = _runList,
            Transports = this,
            Dns = Dns,
            Dice = static _ => 0,
            Push = new PushProviders(pushApps?.Invoke(Push) ?? [PushProviders.Generic(Push, _options.Push.Http)]),
            Modules = modules ?? [],
            TokenKeys = tokenKeys ?? new KeySource(),
        };
        Server = Start();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Whether the server gets more than it handles.</summary>
    public bool IsOverloaded
    {
        set => _flows.AreBehind = value;
    }

    public FakePush Push { get; } = new();

    public FakeDns Dns { get; } = new();

    /// <summary>Who can be pushed.</summary>
    public IReadOnlyList<PushApp> PushApps => _environment.Push.Apps;

    /// <summary>With which it was started.</summary>
    public ServerOptions Options => _options;

    public RecordingLogs Logs { get; } = new();

    public RouseServer Server { get; private set; }

    /// <summary>UDP, TCP over IPv4, UDP, TCP over IPv6, TLS over both.</summary>
    public IReadOnlyList<Listener> Listeners { get; }

    /// <summary>A phone with an address of its own; its connection is open, nothing is registered.</summary>
    public Phone Phone(string user, SipTransport transport = SipTransport.Tcp, bool ipv6 = false)
    {
        var host = ++_lastHost;
        return new Phone(this, user, ListenerOf(transport, ipv6), IPAddress.Parse(ipv6 ? $"2001:db8::{host}" : $"192.0.2.{host}"));
    }

    /// <summary>A phone that the NAT gives the address and port of another: from now on it gets what is sent there.</summary>
    public Phone PhoneAt(Phone other, string user) =>
        new(this, user, other.Flow.Listener, other.Flow.Remote.Address, other.Flow.Remote.Port);

    /// <summary>A server of somebody else: it listens there, and by TCP and TLS takes one connection.</summary>
    public Phone Peer(string address, int port = 5060, SipTransport transport = SipTransport.Udp)
    {
        var ip = IPAddress.Parse(address);
        var isIPv6 = ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        return new Phone(this, "peer", ListenerOf(transport, isIPv6), ip, port);
    }

    public void Advance(TimeSpan time)
    {
        Clock.Advance(time);
        Settle();
    }

    public void Advance(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Runs what was posted from outside a handler.</summary>
    public void Settle()
    {
        do
        {
            while (TryDequeue() is { } mailbox)
                _runList.RunMailbox(mailbox);
        }
        while (_store?.Write() == true);
        if (_faults.TryDequeue(out var fault))
            throw new WireException(fault);
    }

    /// <summary>Ends the process and starts another with the same keys: every connection is gone, and what was in memory.</summary>
    public void Restart()
    {
        CheckLeaks();
        Server.Dispose();
        _flows.Forget();
        Server = Start();
    }

    /// <summary>Kills the process, whatever it was about to do, and starts another: what is on the disk is all that is left.</summary>
    public void Crash()
    {
        _store!.Abandon();
        Server.Dispose();
        _flows.Forget();
        lock (_posted)
            _posted.Clear();
        Server = Start();
    }

    internal TestFlow Open(Listener listener, IPEndPoint remote, Action<ReadOnlyMemory<byte>> deliver) =>
        _flows.Open(listener, remote, deliver, Clock.GetTimestamp());

    internal void Answer(TestFlow flow, Action<ReadOnlyMemory<byte>> deliver) => _flows.Answer(flow, deliver);

    /// <summary>Nothing reaches the phone any more, and nobody is told.</summary>
    internal void Silence(TestFlow flow) => _flows.Silence(flow);

    /// <summary>A byte that is no message came: a keep-alive.</summary>
    internal void Touch(TestFlow flow) => _flows.Arriving(flow, Clock.GetTimestamp());

    internal void Sent(Phone phone, ReadOnlyMemory<byte> bytes, TestFlow flow)
    {
        _secrets.Sent(phone, bytes.Span);
        var arriving = _flows.Arriving(flow, Clock.GetTimestamp());
        if (!flow.IsReliable)
        {
            if (SipParser.TryParseDatagram(bytes, out var message, out _))
                _sink!.Received(message!, arriving);
        }
        else if (!flow.Stream.Receive(bytes, message => _sink!.Received(message, arriving)))
        {
            flow.Close();
        }
        Settle();
    }

    internal void Received(Phone phone, ReadOnlyMemory<byte> bytes)
    {
        if (!phone.SendsGarbage && _secrets.Check(phone, bytes.Span) is { } fault)
            Fault(fault);
    }

    /// <summary>The server did what it must not; told when it has returned, so that it cannot take it for a failure of its own.</summary>
    internal void Fault(string what) => _faults.Enqueue(what);

    Task IServerTransports.BindAsync() => Task.CompletedTask;

    Task IServerTransports.StartAsync(IMessageSink sink)
    {
        _sink = sink;
        return Task.CompletedTask;
    }

    bool IServerTransports.IsOwnHost(ReadOnlySpan<byte> host) => OwnNames.HaveHost(Listeners, host);

    bool IServerTransports.IsOwn(ReadOnlySpan<byte> host, int port) => OwnNames.Have(Listeners, host, port);

    Flow? IFlowTable.Find(long flowId) => _flows.Find(flowId);

    Flow? IFlowTable.FlowTo(Listener listener, IPEndPoint remote) => _flows.FlowTo(listener, remote);

    Flow? IFlowTable.FlowTo(Destination destination)
    {
        var isIPv6 = destination.Remote.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        return _flows.To(ListenerOf(destination.Transport, isIPv6), destination.Remote);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Lets every transaction end, then looks for what is left.</summary>
    public void Dispose()
    {
        CheckLeaks();
        Server.Dispose();
    }

    RouseServer Start()
    {
        var server = RouseServer.Create(_options, _environment with { Store = _store?.Begin(Clock, Logs) });
        server.StartAsync().GetAwaiter().GetResult();
        return server;
    }

    void CheckLeaks()
    {
        Settle();
        // Ring window, then the longest transaction twice: a late final and its own timers.
        foreach (var step in (double[])[30, 35, 35, 35, 35, 35, 190, 35, 35])
            Advance(step);
        if (Logs.Errors.Count > 0)
            throw new WireException("logged errors:\n" + string.Join('\n', Logs.Errors));
        var leaks = Server.Leaks();
        if (leaks.Length > 0)
            throw new WireException($"left behind: {leaks}\n{string.Join('\n', Logs.Lines)}");
        if (_flows.All.FirstOrDefault(f => f.Watchers > 0) is { } flow)
            throw new WireException($"flow {flow} is still watched");
    }

    Listener ListenerOf(SipTransport transport, bool ipv6) => Listeners.First(l => l.Transport == transport && l.IsIPv6 == ipv6);

    // Other threads of a test may post, too.
    void Enqueue(Mailbox mailbox)
    {
        lock (_posted)
            _posted.Enqueue(mailbox);
    }

    Mailbox? TryDequeue()
    {
        lock (_posted)
            return _posted.TryDequeue(out var mailbox) ? mailbox : null;
    }
}
