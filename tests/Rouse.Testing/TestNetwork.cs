using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rouse.Protocol.Sip;
using Rouse.Server;
using Rouse.Server.Authentication;
using Rouse.Server.Scheduling;
using Rouse.Server.Transport;

namespace Rouse.Testing;

/// <summary>
/// A whole server on a fake clock, with phones in memory: wire text in, wire text out. Everything happens on the calling thread, before the call returns.
/// On disposal it fails on logged errors and on exchanges, timers, watches and flows that are left.
/// </summary>
sealed class TestNetwork : IServerTransports, IDisposable
{
    readonly Dictionary<long, TestFlow> _flows = [];
    readonly List<Phone> _phones = [];
    readonly Queue<Mailbox> _posted = new();
    readonly RunList _runList;
    IMessageSink? _sink;
    long _lastFlowId = 1000;
    int _lastHost = 10;

    public TestNetwork(Func<ServerOptions, ServerOptions>? configure = null, IAccountStore? accounts = null)
    {
        _runList = new RunList(_posted.Enqueue);
        var options = new ServerOptions { Domains = ["example.org"], Auth = new() { Enabled = accounts != null } };
        Server = RouseServer.Create(configure?.Invoke(options) ?? options, new ServerEnvironment
        {
            Time = Clock,
            Logs = Logs,
            Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)],
            Realm = "example.org",
            Accounts = accounts,
            RunList = _runList,
            Transports = this,
            PushProvider = Push,
        });
        Server.StartAsync().GetAwaiter().GetResult();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public FakePush Push { get; } = new();

    public RecordingLogs Logs { get; } = new();

    public RouseServer Server { get; }

    /// <summary>UDP, TCP over IPv4, UDP, TCP over IPv6.</summary>
    public IReadOnlyList<Listener> Listeners { get; } =
    [
        new(SipTransport.Udp, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), null),
        new(SipTransport.Tcp, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5060), null),
        new(SipTransport.Udp, new IPEndPoint(IPAddress.Parse("2001:db8::1"), 5060), null),
        new(SipTransport.Tcp, new IPEndPoint(IPAddress.Parse("2001:db8::1"), 5060), null),
    ];

    /// <summary>A phone with an address of its own; its connection is open, nothing is registered.</summary>
    public Phone Phone(string user, SipTransport transport = SipTransport.Tcp, bool ipv6 = false)
    {
        var listener = Listeners.First(l => l.Transport == transport && l.IsIPv6 == ipv6);
        var host = ++_lastHost;
        var phone = new Phone(this, user, listener, IPAddress.Parse(ipv6 ? $"2001:db8::{host}" : $"192.0.2.{host}"));
        _phones.Add(phone);
        return phone;
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
        while (_posted.TryDequeue(out var mailbox))
            _runList.RunMailbox(mailbox);
    }

    internal TestFlow Open(Listener listener, IPEndPoint remote, Action<ReadOnlyMemory<byte>> deliver)
    {
        if (listener.Transport == SipTransport.Udp && _flows.Values.FirstOrDefault(f => f.Listener == listener && f.Remote.Equals(remote)) is { } known)
            return known;
        var flow = new TestFlow(++_lastFlowId, listener, remote, deliver) { LastReceivedAt = Clock.GetTimestamp() };
        _flows[flow.Id] = flow;
        return flow;
    }

    internal void Deliver(ReadOnlyMemory<byte> bytes, Flow flow)
    {
        flow.LastReceivedAt = Clock.GetTimestamp();
        if (SipParser.TryParseDatagram(bytes, out var message, out _))
            _sink!.Received(message!, flow);
        Settle();
    }

    Task IServerTransports.StartAsync(IMessageSink sink)
    {
        _sink = sink;
        return Task.CompletedTask;
    }

    bool IServerTransports.IsOwn(ReadOnlySpan<byte> host, int port) =>
        port is 0 or 5060 && (host.SequenceEqual("192.0.2.1"u8) || host.SequenceEqual("2001:db8::1"u8));

    Flow? IFlowTable.Find(long flowId) => _flows.GetValueOrDefault(flowId) is { IsOpen: true } flow ? flow : null;

    Flow? IFlowTable.FlowTo(Listener listener, IPEndPoint remote) =>
        _flows.Values.FirstOrDefault(f => f.Listener == listener && f.Remote.Equals(remote));

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Lets every transaction end, then looks for what is left.</summary>
    public void Dispose()
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
        if (_flows.Values.FirstOrDefault(f => f.Watchers > 0) is { } flow)
            throw new WireException($"flow {flow} is still watched");
        Server.Dispose();
    }
}
