using Rouse.Server.Admin;
using Rouse.Server.Tests.Scenarios;
using Rouse.Testing;

namespace Rouse.Server.Tests.Admin;

public sealed class LiveTraceTests
{
    [Theory]
    [InlineData("bob", true)]
    [InlineData("bob@example.org", true)]
    [InlineData("sip:bob@example.org", true)]
    [InlineData("alice", true)]
    [InlineData("192.0.2.11", true)]
    [InlineData("carol", false)]
    [InlineData("bob@elsewhere.example", false)]
    [InlineData("192.0.2.99", false)]
    [InlineData("BOB", false)]
    public async Task Call_is_seen_by_whoever_watches_one_of_its_two(string who, bool isSeen)
    {
        using var scene = new CallScene();
        using var trace = Trace(scene.Network, who);
        scene.Talks();
        scene.AliceHangsUp();

        var seen = await Read(trace);
        if (!isSeen)
        {
            Assert.Empty(seen);
            return;
        }
        Assert.Contains("received INVITE 192.0.2.11", seen);
        Assert.Contains("sent INVITE 192.0.2.12", seen);
        Assert.Contains("sent SIP/2.0 192.0.2.11", seen);
        Assert.Contains("received BYE 192.0.2.11", seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@example.org")]
    [InlineData("  ")]
    public void Nobody_in_particular_is_no_filter(string who)
    {
        using var network = new TestNetwork();

        Assert.False(TraceFilter.TryParse(who, network.Server.Domains, network.Server.Locations, out _));
    }

    [Fact]
    public async Task Whatever_comes_on_the_flow_of_a_phone_is_its_own()
    {
        using var scene = new CallScene();
        using var trace = Trace(scene.Network, "bob@example.org");
        scene.Bob.Sends(
            """
            OPTIONS sip:example.org SIP/2.0
            Via: SIP/2.0/TCP 192.0.2.12:40001;branch=z9hG4bKo1
            Max-Forwards: 70
            From: <sip:somebody@elsewhere.example>;tag=1
            To: <sip:example.org>
            Call-ID: o1
            CSeq: 1 OPTIONS
            Content-Length: 0


            """);
        scene.Bob.ForgetsUnread();

        Assert.Equal(["received OPTIONS 192.0.2.12", "sent SIP/2.0 192.0.2.12"], await Read(trace));
    }

    [Fact]
    public async Task Secrets_are_masked()
    {
        using var scene = new WakeScene();
        using var trace = Trace(scene.Network, "bob");
        scene.Bob.Registers(WakeScene.Voip("tok-very-secret"));
        scene.Alice.SendsMessage("bob", "private words");
        scene.Bob.ForgetsUnread();

        var text = string.Concat((await Lines(trace)).Select(line => line.Text));
        Assert.Contains("pn-prid=***", text);
        Assert.DoesNotContain("very-secret", text);
        Assert.DoesNotContain("private", text);
    }

    [Theory]
    [InlineData(LiveTrace.MaxMessages, 0)]
    [InlineData(LiveTrace.MaxMessages + 1, 1)]
    [InlineData(LiveTrace.MaxMessages + 500, 500)]
    public async Task Slow_reader_loses_messages_and_is_told_how_many(int messages, int lost)
    {
        using var network = new TestNetwork();
        using var trace = Trace(network, "bob");
        var bob = network.Phone("bob");
        // Each is answered: two messages.
        for (var i = 0; i < messages / 2; i++)
            bob.SendsRegister();
        if (messages % 2 == 1)
            network.Server.Trace.Sent(bob.Flow, MessageOf("bob"));
        bob.ForgetsUnread();

        var lines = await Lines(trace);
        Assert.Equal(lost, lines.Sum(line => line.Lost ?? 0));
        Assert.Equal(messages - lost, lines.Count(line => line.Lost is null));
    }

    [Fact]
    public void No_more_watch_than_may()
    {
        using var network = new TestNetwork();
        var traces = Enumerable.Range(0, LiveTrace.MaxAtOnce).Select(_ => Trace(network, "bob")).ToList();
        using var oneMore = New(network, "bob");
        Assert.False(oneMore.TryStart());
        traces[0].Dispose();
        Assert.True(oneMore.TryStart());
        traces.ForEach(trace => trace.Dispose());
    }

    [Theory]
    [InlineData(TraceFilter.MaxCalls - 1, true)]
    [InlineData(TraceFilter.MaxCalls, false)]
    public async Task Oldest_of_too_many_calls_is_forgotten(int others, bool isFollowed)
    {
        using var network = new TestNetwork();
        using var trace = Trace(network, "bob");
        var bob = network.Phone("bob");
        network.Server.Trace.Sent(bob.Flow, MessageOf("bob", "first"));
        for (var i = 0; i < others; i++)
            network.Server.Trace.Sent(bob.Flow, MessageOf("bob", $"call-{i}"));
        await Lines(trace);
        network.Server.Trace.Sent(bob.Flow, MessageOf("somebody", "first"));

        Assert.Equal(isFollowed ? 1 : 0, (await Lines(trace)).Count);
    }

    static byte[] MessageOf(string user, string callId = "c") => System.Text.Encoding.ASCII.GetBytes(
        $"MESSAGE sip:{user}@example.org SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:x@example.net>;tag=1\r\n"
        + $"To: <sip:{user}@example.org>\r\nCall-ID: {callId}\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n");

    static LiveTrace New(TestNetwork network, string who)
    {
        Assert.True(TraceFilter.TryParse(who, network.Server.Domains, network.Server.Locations, out var filter));
        return new LiveTrace(network.Server.Trace, filter, network.Clock);
    }

    static LiveTrace Trace(TestNetwork network, string who)
    {
        var trace = New(network, who);
        Assert.True(trace.TryStart());
        return trace;
    }

    static async Task<string[]> Read(LiveTrace trace) =>
        [.. (await Lines(trace)).Select(line => $"{line.Direction} {line.Text!.Split(' ')[0]} {line.Remote!.Split(':')[0]}")];

    // What waits now; everything in these tests happens before.
    static async Task<List<TraceLine>> Lines(LiveTrace trace)
    {
        var lines = new List<TraceLine>();
        using var end = new CancellationTokenSource();
        await using var reader = trace.ReadAsync(end.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        while (true)
        {
            var next = reader.MoveNextAsync().AsTask();
            if (next.IsCompleted)
            {
                lines.Add(reader.Current);
                continue;
            }
            await end.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
            return lines;
        }
    }
}
