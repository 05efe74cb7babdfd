
namespace Rouse.Push.Tests.Http;

public sealed class HttpPushDeadlineTests
{
    private static readonly TimeSpan Three = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Silent_server_is_asked_again_after_the_request_timeout()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Silence, HttpSteps.Answer(200));

        var sending = scene.Send();
        await scene.Server.Received();
        scene.Time.Advance(RequestTimeout);
        await scene.Pass(TimeSpan.FromMilliseconds(200));

        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 2) { IsOfEndpoint = true }, await sending);
    }

    [Fact]
    public async Task Answer_one_tick_before_the_request_timeout_counts()
    {
        await using var scene = new PushScene();
        var gate = new TaskCompletionSource();
        scene.Server.Then(HttpSteps.When(gate, HttpSteps.Answer(200)));

        var sending = scene.Send();
        await scene.Server.Received();
        scene.Time.Advance(RequestTimeout - PushScene.Tick);
        gate.SetResult();

        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 1) { IsOfEndpoint = true }, await sending);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 2")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Drip: x\r\nX")]
    public async Task Server_that_never_ends_its_head_is_left_at_the_deadline(string head)
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Stall(head));

        var sending = scene.Send(Three);
        await scene.Server.Received();
        scene.Time.Advance(Three);

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, "no answer in time", 1) { IsOfEndpoint = true }, await sending);
    }

    [Fact]
    public async Task Answer_one_tick_before_the_deadline_counts()
    {
        await using var scene = new PushScene();
        var gate = new TaskCompletionSource();
        scene.Server.Then(HttpSteps.When(gate, HttpSteps.Answer(200)));

        var sending = scene.Send(Three);
        await scene.Server.Received();
        scene.Time.Advance(Three - PushScene.Tick);
        gate.SetResult();

        Assert.Equal(PushVerdict.Accepted, (await sending).Verdict);
    }

    [Fact]
    public async Task Deadline_during_the_retry_keeps_the_count_of_requests()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(503), HttpSteps.Silence);

        var sending = scene.Send(Three);
        await scene.Server.Received();
        await scene.Pass(TimeSpan.FromMilliseconds(200));
        await scene.Server.Received();
        scene.Time.Advance(Three);

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, "no answer in time", 2) { IsOfEndpoint = true }, await sending);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-100000)]
    public async Task Without_time_nothing_is_sent(int milliseconds)
    {
        await using var scene = new PushScene();

        var outcome = await scene.Send(TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(
            new PushOutcome(PushVerdict.Failed, 0, "no request could be sent before the deadline", 0) { IsOfEndpoint = true }, outcome);
        Assert.Equal(0, scene.Server.Connections);
    }

    [Fact]
    public async Task Deadline_may_be_as_long_as_it_likes()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(200));

        Assert.Equal(PushVerdict.Accepted, (await scene.Send(TimeSpan.MaxValue)).Verdict);
    }

    [Fact]
    public async Task Cancelled_before_it_begins_it_throws()
    {
        await using var scene = new PushScene();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Send(cancellation: new CancellationToken(true)));
        Assert.Equal(0, scene.Server.Connections);
    }

    [Theory]
    [InlineData(200, PushVerdict.Accepted)]
    [InlineData(404, PushVerdict.Refused)]
    [InlineData(410, PushVerdict.DeadToken)]
    public async Task Cancelled_on_the_wire_it_tells_what_became_of_the_request(int status, PushVerdict verdict)
    {
        await using var scene = new PushScene();
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        scene.Server.Then(HttpSteps.When(gate, HttpSteps.Answer(status)));

        var sending = scene.Send(cancellation: cancellation.Token);
        await scene.Server.Received();
        await cancellation.CancelAsync();
        gate.SetResult();

        Assert.Equal((verdict, status), ((await sending).Verdict, (await sending).Status));
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(10_100)]
    public async Task Cancelled_on_the_wire_it_is_not_tried_again_whether_there_is_time_for_a_retry_or_not(int milliseconds)
    {
        await using var scene = new PushScene();
        using var cancellation = new CancellationTokenSource();
        scene.Server.Then(HttpSteps.Silence);

        var sending = scene.Send(TimeSpan.FromMilliseconds(milliseconds), cancellation: cancellation.Token);
        await scene.Server.Received();
        await cancellation.CancelAsync();
        Assert.False(sending.IsCompleted);
        scene.Time.Advance(RequestTimeout);

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.Equal(1, scene.Server.Requests);
    }

    [Fact]
    public async Task Cancelled_before_a_retry_it_throws()
    {
        await using var scene = new PushScene();
        using var cancellation = new CancellationTokenSource();
        scene.Server.Then(HttpSteps.Answer(503));

        var sending = scene.Send(cancellation: cancellation.Token);
        await scene.Time.TimerOf(TimeSpan.FromMilliseconds(200));
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(1, scene.Server.Requests);
    }

    [Fact]
    public async Task Stopped_on_the_wire_it_has_failed()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Silence);

        var sending = scene.Send();
        await scene.Server.Received();
        scene.Provider.Dispose();

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, "the provider was stopped", 1) { IsOfEndpoint = true }, await sending);
    }

    [Fact]
    public async Task Stopped_provider_sends_nothing()
    {
        await using var scene = new PushScene();
        scene.Provider.Dispose();

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, "the provider was stopped", 0) { IsOfEndpoint = true }, await scene.Send());
    }
}
