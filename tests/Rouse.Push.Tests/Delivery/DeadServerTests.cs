using Rouse.Push.Delivery;
using Rouse.Push.Tests.Http;

namespace Rouse.Push.Tests.Delivery;

/// <summary>What pushes come to while their server is down for long.</summary>
public sealed class DeadServerTests
{
    private const string Reason = "the push service has not worked for 12 s (503); not asked again for 10 s";

    [Fact]
    public async Task New_push_fails_at_once_and_is_not_sent()
    {
        await using var scene = new PushScene();
        var first = await Break(scene);
        var sent = scene.Server.Requests;

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, Reason, 0) { IsOfEndpoint = true }, await scene.Send());
        Assert.Equal(sent, scene.Server.Requests);
        await End(scene, first);
    }

    [Fact]
    public async Task Push_that_is_under_way_is_the_trial_and_opens_the_way_for_others()
    {
        await using var scene = new PushScene();
        var first = await Break(scene);
        scene.Server.Then(HttpSteps.Answer(200), HttpSteps.Answer(200));
        scene.Time.Advance(Backoff.Longest);
        await scene.Time.TimerOf(Backoff.Longest);
        Assert.Equal(7, scene.Server.Requests);
        scene.Time.Advance(Backoff.Longest);

        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 8) { IsOfEndpoint = true }, await first);
        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);
    }

    [Fact]
    public async Task New_push_is_the_trial_when_it_is_time()
    {
        await using var scene = new PushScene();
        var first = await Break(scene, TimeSpan.FromSeconds(15));
        Assert.Equal(new PushOutcome(PushVerdict.Failed, 503, "503", 7) { IsOfEndpoint = true }, await first);
        scene.Server.Then(HttpSteps.Answer(200));
        scene.Time.Advance(CircuitBreaker.TrialInterval - PushScene.Tick);
        Assert.Equal(0, (await scene.Send()).Attempts);
        scene.Time.Advance(PushScene.Tick);
        Assert.Equal(1, (await scene.Send()).Attempts);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(408)]
    public async Task Server_that_answers_is_not_down(int status)
    {
        await using var scene = new PushScene();
        var first = await Break(scene, status: status);
        scene.Server.Then(HttpSteps.Answer(200), HttpSteps.Answer(200));

        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);
        await End(scene, first);
    }

    [Fact]
    public async Task Silence_is_noted_though_every_sender_has_given_up()
    {
        await using var scene = new PushScene(change: s => s with { RequestTimeout = CircuitBreaker.Patience / 4 });
        for (var i = 0; i < CircuitBreaker.LeastFailures; i++)
        {
            using var cancellation = new CancellationTokenSource();
            scene.Server.Then(HttpSteps.Silence);
            var sending = scene.Send(cancellation: cancellation.Token);
            await scene.Server.Received();
            await cancellation.CancelAsync();
            scene.Time.Advance(CircuitBreaker.Patience / 4);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        Assert.Equal(0, (await scene.Send()).Attempts);
    }

    // One push, refused at 0, 0.2, 0.6, 1.4, 3, 6.2 and 11.2 s: the seventh opens the breaker.
    private static async Task<Task<PushOutcome>> Break(PushScene scene, TimeSpan? deadline = null, int status = 503)
    {
        for (var i = 0; i < 7; i++)
            scene.Server.Then(HttpSteps.Answer(status));
        var sending = scene.Send(deadline);
        foreach (var milliseconds in (int[])[200, 400, 800, 1600, 3200, 5000])
            await scene.Pass(TimeSpan.FromMilliseconds(milliseconds));
        if (deadline == null)
            await scene.Time.TimerOf(Backoff.Longest);
        return sending;
    }

    private static async Task End(PushScene scene, Task<PushOutcome> sending)
    {
        scene.Provider.Dispose();
        await sending;
    }
}
