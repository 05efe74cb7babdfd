using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Apns;

public sealed class ApnsRetryTests
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Sick_server_is_asked_again_on_a_new_connection_with_the_same_push(int status)
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Reason(status, "Shutdown"), Http2Steps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        var (first, second) = (await scene.Server.Received(), await scene.Server.Received());
        Assert.Equal(first.Headers["apns-id"], second.Headers["apns-id"]);
        Assert.Equal(first.Headers["apns-expiration"], second.Headers["apns-expiration"]);
        Assert.Equal(first.Body, second.Body);
        Assert.NotEqual(first.Connection, second.Connection);
    }

    [Fact]
    public async Task Too_many_requests_are_asked_again_on_the_same_connection_when_apple_says()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Reason(429, "TooManyRequests", ("Retry-After", "7")), Http2Steps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(TimeSpan.FromSeconds(7));

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(1, scene.Server.Connections);
    }

    [Fact]
    public async Task Retry_after_beyond_the_deadline_fails_at_once()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Reason(503, "Shutdown", ("Retry-After", "7")));

        Assert.Equal((PushVerdict.Failed, 1), Told(await scene.Send(deadline: TimeSpan.FromSeconds(7))));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(11)]
    public async Task Reset_stream_is_tried_again(int errorCode)
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Reset(errorCode), Http2Steps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
    }

    [Fact]
    public async Task Lost_connection_is_tried_again_on_a_new_one()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Abort, Http2Steps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(2, scene.Server.Connections);
    }

    [Fact]
    public async Task Silence_ends_with_the_request_timeout_and_the_connection_is_left()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Silence, Http2Steps.Answer(200));

        var sending = scene.Send();
        await scene.Server.Received();
        scene.Time.Advance(RequestTimeout);
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(2, scene.Server.Connections);
    }

    [Fact]
    public async Task Answer_one_tick_before_the_request_timeout_counts()
    {
        await using var scene = await ApnsScene.StartAsync();
        var gate = new TaskCompletionSource();
        scene.Server.Then(Http2Steps.When(gate, Http2Steps.Answer(200)));

        var sending = scene.Send();
        await scene.Server.Received();
        scene.Time.Advance(RequestTimeout - ApnsScene.Tick);
        gate.SetResult();

        Assert.Equal((PushVerdict.Accepted, 1), Told(await sending));
    }

    [Fact]
    public async Task Goaway_and_then_silence_ends_with_the_request_timeout()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.GoAwayAndSilence, Http2Steps.Answer(200));

        var sending = scene.Send();
        await scene.Server.Received();
        scene.Time.Advance(RequestTimeout);
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
    }

    [Fact]
    public async Task Call_that_is_given_up_leaves_the_connection_to_others()
    {
        await using var scene = await ApnsScene.StartAsync();
        using var cancellation = new CancellationTokenSource();
        scene.Server.Then(Http2Steps.Silence, Http2Steps.Answer(200));

        var sending = scene.Send(cancellation: cancellation.Token);
        await scene.Server.Received();
        await cancellation.CancelAsync();

        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);
        Assert.Equal(1, scene.Server.Connections);
        scene.Time.Advance(RequestTimeout);
        Assert.True((await sending).MayHaveArrived);
    }

    [Fact]
    public async Task Other_requests_of_a_sick_connection_are_waited_for()
    {
        await using var scene = await ApnsScene.StartAsync();
        var gate = new TaskCompletionSource();
        scene.Server.Then(Http2Steps.When(gate, Http2Steps.Answer(200)), Http2Steps.Reason(503, "Shutdown"), Http2Steps.Answer(200));

        var slow = scene.Send();
        await scene.Server.Received();
        var retried = scene.Send();
        await scene.Pass(ApnsScene.FirstWait);
        Assert.Equal((PushVerdict.Accepted, 2), Told(await retried));
        gate.SetResult();

        Assert.Equal((PushVerdict.Accepted, 1), Told(await slow));
    }

    [Fact]
    public async Task Server_that_allows_one_stream_gets_one_connection()
    {
        await using var scene = await ApnsScene.StartAsync(maxStreams: 1);
        for (var i = 0; i < 5; i++)
            scene.Server.Then(Http2Steps.Answer(200));

        // The settings of the server arrive with the first answer at the latest.
        await scene.Send();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.Send()));

        Assert.All(outcomes, outcome => Assert.Equal(PushVerdict.Accepted, outcome.Verdict));
        Assert.Equal((1, 1), (scene.Server.Connections, scene.Server.Peak));
    }

    [Fact]
    public async Task No_more_than_the_allowed_requests_are_under_way()
    {
        await using var scene = await ApnsScene.StartAsync(s => s with { MaxConcurrency = 3 });
        var gate = new TaskCompletionSource();
        for (var i = 0; i < 9; i++)
            scene.Server.Then(Http2Steps.When(gate, Http2Steps.Answer(200)));

        var sending = Enumerable.Range(0, 9).Select(_ => scene.Send()).ToArray();
        for (var i = 0; i < 3; i++)
            await scene.Server.Received();
        gate.SetResult();
        await Task.WhenAll(sending);

        Assert.Equal(3, scene.Server.Peak);
    }

    [Fact]
    public async Task Full_queue_refuses_at_once()
    {
        await using var scene = await ApnsScene.StartAsync(s => s with { MaxConcurrency = 1, MaxQueue = 1 });
        var gate = new TaskCompletionSource();
        scene.Server.Then(Http2Steps.When(gate, Http2Steps.Answer(200)), Http2Steps.Answer(200));

        Task<PushOutcome>[] taken = [scene.Send(), scene.Send()];
        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, "queue full", 0), await scene.Send());
        gate.SetResult();

        Assert.All(await Task.WhenAll(taken), outcome => Assert.Equal(PushVerdict.Accepted, outcome.Verdict));
    }

    [Fact]
    public async Task Stopped_provider_sends_nothing()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Provider.Dispose();

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, "the provider was stopped", 0), await scene.Send());
    }

    private static (PushVerdict Verdict, int Attempts) Told(PushOutcome outcome) => (outcome.Verdict, outcome.Attempts);
}
