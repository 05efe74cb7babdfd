
namespace Rouse.Push.Tests.Http;

public sealed class HttpPushQueueTests
{
    private static readonly TimeSpan Three = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Full_queue_refuses_at_once_and_takes_again_when_it_has_room()
    {
        await using var scene = Narrow(queue: 2);
        var gate = new TaskCompletionSource();
        scene.Server.Then(HttpSteps.When(gate, HttpSteps.Answer(200)), HttpSteps.Answer(200), HttpSteps.Answer(200), HttpSteps.Answer(200));

        var onTheWire = scene.Send();
        await scene.Server.Received();
        Task<PushOutcome>[] waiting = [scene.Send(), scene.Send()];
        var tooMuch = await scene.Send();

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, "queue full", 0) { IsOfEndpoint = true }, tooMuch);
        gate.SetResult();
        Assert.All(await Task.WhenAll([onTheWire, .. waiting]), outcome => Assert.Equal(PushVerdict.Accepted, outcome.Verdict));
        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);
    }

    [Fact]
    public async Task No_more_than_the_allowed_requests_are_under_way()
    {
        await using var scene = new PushScene(change: s => s with { MaxConcurrency = 3 });
        var gate = new TaskCompletionSource();
        for (var i = 0; i < 12; i++)
            scene.Server.Then(HttpSteps.When(gate, HttpSteps.Answer(200)));

        var sending = Enumerable.Range(0, 12).Select(_ => scene.Send()).ToArray();
        for (var i = 0; i < 3; i++)
            await scene.Server.Received();
        gate.SetResult();

        Assert.All(await Task.WhenAll(sending), outcome => Assert.Equal(PushVerdict.Accepted, outcome.Verdict));
        Assert.Equal(3, scene.Server.Peak);
    }

    [Fact]
    public async Task Push_that_waits_for_its_retry_lets_others_pass()
    {
        await using var scene = Narrow(queue: 1);
        scene.Server.Then(HttpSteps.Answer(503, "", "Retry-After: 60"), HttpSteps.Answer(200), HttpSteps.Answer(200));

        var retried = scene.Send();
        await scene.Time.TimerOf(TimeSpan.FromSeconds(60));
        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);
        scene.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(2, (await retried).Attempts);
    }

    [Fact]
    public async Task Push_that_waits_for_its_retry_fills_the_queue()
    {
        await using var scene = Narrow(queue: 1);
        scene.Server.Then(HttpSteps.Answer(503, "", "Retry-After: 60"), HttpSteps.Answer(503, "", "Retry-After: 61"));
        using var cancellation = new CancellationTokenSource();

        Task<PushOutcome>[] retried = [scene.Send(cancellation: cancellation.Token), scene.Send(cancellation: cancellation.Token)];
        await scene.Time.TimerOf(TimeSpan.FromSeconds(60));
        await scene.Time.TimerOf(TimeSpan.FromSeconds(61));

        Assert.Equal("queue full", (await scene.Send()).Reason);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(retried));
    }

    [Fact]
    public async Task Deadline_ends_the_wait_for_a_turn()
    {
        await using var scene = Narrow(queue: 1);
        scene.Server.Then(HttpSteps.Answer(200), HttpSteps.Silence);

        await scene.Send();
        await scene.Server.Received();
        _ = scene.Send();
        await scene.Server.Received();
        var waiting = scene.Send(Three);
        scene.Time.Advance(Three);

        Assert.Equal(
            new PushOutcome(PushVerdict.Failed, 0, "no request could be sent before the deadline", 0) { IsOfEndpoint = true },
            await waiting);
    }

    [Fact]
    public async Task Turn_one_tick_before_the_deadline_is_taken()
    {
        await using var scene = Narrow(queue: 1);
        var first = new TaskCompletionSource();
        scene.Server.Then(HttpSteps.When(first, HttpSteps.Answer(200)), HttpSteps.Answer(200));

        var onTheWire = scene.Send();
        await scene.Server.Received();
        var waiting = scene.Send(Three);
        scene.Time.Advance(Three - PushScene.Tick);
        first.SetResult();

        Assert.Equal(PushVerdict.Accepted, (await onTheWire).Verdict);
        Assert.Equal(PushVerdict.Accepted, (await waiting).Verdict);
    }

    [Fact]
    public async Task Cancelled_in_the_queue_it_throws_and_leaves_its_place()
    {
        await using var scene = Narrow(queue: 1);
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        scene.Server.Then(HttpSteps.When(gate, HttpSteps.Answer(200)), HttpSteps.Answer(200));

        var onTheWire = scene.Send();
        await scene.Server.Received();
        var waiting = scene.Send(cancellation: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        var next = scene.Send();
        gate.SetResult();
        Assert.Equal(PushVerdict.Accepted, (await onTheWire).Verdict);
        Assert.Equal(PushVerdict.Accepted, (await next).Verdict);
        Assert.Equal(2, scene.Server.Requests);
    }

    private static PushScene Narrow(int queue) => new(change: s => s with { MaxConcurrency = 1, MaxQueue = queue });
}
