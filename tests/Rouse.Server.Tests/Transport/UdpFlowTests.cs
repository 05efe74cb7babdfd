using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

public sealed class UdpFlowTests : IAsyncDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly RecordingSink _sink = new();
    readonly UdpTransport _transport;
    readonly UdpPeer _phone;

    public UdpFlowTests()
    {
        var listen = new ListenAddress { Transport = SipTransport.Udp, Address = IPAddress.IPv6Loopback, Port = 0 };
        _transport = new UdpTransport(listen, null, new FlowIds(), _time, new RecordingLoggers());
        _transport.Start(_sink);
        _phone = new UdpPeer(_transport.Listeners[0].Local);
    }

    public async ValueTask DisposeAsync()
    {
        _phone.Dispose();
        await _transport.DisposeAsync();
    }

    [Fact]
    public async Task Flow_that_nobody_retains_is_forgotten()
    {
        var first = await FlowOf("a");
        var second = await FlowOf("b");
        Assert.NotSame(first, second);
        Assert.True(second.Id > first.Id);
        Assert.True(first.IsSamePath(second));
        Assert.Null(_transport.Find(first.Id));
    }

    [Fact]
    public async Task Retained_flow_carries_later_datagrams_and_is_found_by_its_number_and_address_until_released_as_often()
    {
        var flow = await FlowOf("a");
        flow.Retain();
        flow.Retain();
        Assert.Same(flow, await FlowOf("b"));
        Assert.Same(flow, _transport.Find(flow.Id));
        Assert.Same(flow, _transport.FlowTo(flow.Listener, _phone.Local));
        flow.Release();
        Assert.Same(flow, _transport.Find(flow.Id));
        flow.Release();
        Assert.Null(_transport.Find(flow.Id));
        Assert.NotSame(flow, _transport.FlowTo(flow.Listener, _phone.Local));
        Assert.NotSame(flow, await FlowOf("c"));
    }

    [Fact]
    public async Task Release_without_retain_takes_nothing_from_others()
    {
        var (first, second) = (await FlowOf("a"), await FlowOf("b"));
        first.Retain();
        second.Release();
        Assert.Same(first, _transport.Find(first.Id));
        first.Release();
        first.Release();
        first.Retain();
        Assert.Same(first, _transport.Find(first.Id));
    }

    [Fact]
    public async Task Two_flows_of_one_path_are_retained_as_one()
    {
        var (first, second) = (await FlowOf("a"), await FlowOf("b"));
        first.Retain();
        second.Retain();
        Assert.Same(first, _transport.Find(second.Id));
        Assert.Same(first, await FlowOf("c"));

        _time.Advance(TimeSpan.FromSeconds(7));
        _phone.Send("\r\n\r\n"u8);
        await _phone.ReceiveAsync();
        Assert.Equal(_time.GetTimestamp(), second.LastReceivedAt);

        first.Release();
        Assert.Same(first, _transport.Find(second.Id));
        second.Release();
        Assert.Null(_transport.Find(first.Id));
        Assert.Null(_transport.Find(second.Id));
    }

    [Fact]
    public async Task Keep_alive_counts_as_a_sign_of_life_of_the_retained_flow()
    {
        var flow = await FlowOf("a");
        Assert.Equal(_time.GetTimestamp(), flow.LastReceivedAt);
        flow.Retain();
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.NotEqual(_time.GetTimestamp(), flow.LastReceivedAt);
        _phone.Send("\r\n\r\n"u8);
        await _phone.ReceiveAsync();
        Assert.Equal(_time.GetTimestamp(), flow.LastReceivedAt);
        _time.Advance(TimeSpan.FromSeconds(90));
        _phone.Send("\r\n"u8);
        await FlowOf("b");
        Assert.Equal(_time.GetTimestamp(), flow.LastReceivedAt);
        flow.Release();
    }

    [Fact]
    public async Task Another_port_is_another_path()
    {
        using var neighbour = new UdpPeer(_transport.Listeners[0].Local);
        var flow = await FlowOf("a");
        flow.Retain();
        neighbour.Send(Wire.Request("b"));
        var (_, other) = await _sink.NextAsync();
        Assert.NotSame(flow, other);
        Assert.False(flow.IsSamePath(other));
        flow.Release();
    }

    [Fact]
    public async Task Flow_never_closes()
    {
        var flow = await FlowOf("a");
        flow.Close();
        Assert.True(flow.IsOpen);
        Assert.True(flow.Send(Wire.Answer("a")));
        Assert.Equal(Wire.Answer("a"), (await _phone.ReceiveAsync()).Datagram);
    }

    [Fact]
    public async Task Many_threads_retain_and_release_without_losing_count()
    {
        var flows = new Flow[4];
        for (var i = 0; i < flows.Length; i++)
            flows[i] = await FlowOf($"{i}");
        await Task.WhenAll(flows.Select(flow => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                flow.Retain();
                Assert.NotNull(_transport.Find(flow.Id));
                flow.Release();
            }
        }))).WaitAsync(Patience.Limit);
        Assert.All(flows, flow => Assert.Null(_transport.Find(flow.Id)));
        Assert.Equal(0, _transport.Sockets[0].Retained.Count);
    }

    async Task<Flow> FlowOf(string callId)
    {
        _phone.Send(Wire.Request(callId));
        var (message, flow) = await _sink.NextAsync();
        Assert.Equal(callId, Wire.CallId(message));
        return flow;
    }
}
