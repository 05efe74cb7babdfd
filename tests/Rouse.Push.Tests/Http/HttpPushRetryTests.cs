
namespace Rouse.Push.Tests.Http;

public sealed class HttpPushRetryTests
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Seven = TimeSpan.FromSeconds(7);

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Busy_or_broken_server_is_asked_again(int status)
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(status), HttpSteps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(FirstWait);

        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 2) { IsOfEndpoint = true }, await sending);
    }

    [Fact]
    public async Task Reset_connection_is_tried_again()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Reset, HttpSteps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(FirstWait);

        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 2) { IsOfEndpoint = true }, await sending);
    }

    [Fact]
    public async Task Broken_off_response_is_tried_again()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Close("HTTP/1.1 200 O"), HttpSteps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(FirstWait);

        Assert.Equal(2, (await sending).Attempts);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Refusal_is_final(int status)
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(status, "", "Retry-After: 1"), HttpSteps.Answer(200));

        Assert.Equal(1, (await scene.Send()).Attempts);
    }

    [Fact]
    public async Task Refusal_of_a_retry_is_the_outcome()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(503), HttpSteps.Answer(410, "gone"));

        var sending = scene.Send();
        await scene.Pass(FirstWait);

        Assert.Equal(new PushOutcome(PushVerdict.DeadToken, 410, "410 gone", 2) { IsOfEndpoint = true }, await sending);
    }

    [Fact]
    public async Task Waits_grow_until_the_deadline_and_the_last_reason_is_told()
    {
        await using var scene = new PushScene();
        for (var i = 1; i <= 7; i++)
            scene.Server.Then(HttpSteps.Answer(503, $"no {i}"));

        var sending = scene.Send(TimeSpan.FromMilliseconds(200 + 400 + 800 + 1600 + 3200 + 5000 + 4999));
        foreach (var wait in new[] { 200, 400, 800, 1600, 3200, 5000 })
            await scene.Pass(TimeSpan.FromMilliseconds(wait));

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 503, "503 no 7", 7) { IsOfEndpoint = true }, await sending);
    }

    [Fact]
    public async Task Wait_that_ends_one_tick_before_the_deadline_is_waited()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(500), HttpSteps.Answer(200));

        var sending = scene.Send(FirstWait + PushScene.Tick);
        await scene.Pass(FirstWait);

        Assert.Equal(2, (await sending).Attempts);
    }

    [Fact]
    public async Task Wait_to_the_deadline_is_not_waited()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(500, "down"));

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 500, "500 down", 1) { IsOfEndpoint = true }, await scene.Send(FirstWait));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Retry_after_in_seconds_is_waited(int status)
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(status, "", "Retry-After: 7"), HttpSteps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(Seven);

        Assert.Equal(2, (await sending).Attempts);
    }

    [Fact]
    public async Task Retry_after_as_a_date_is_waited()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(503, "", $"Retry-After: {scene.Time.GetUtcNow() + Seven:R}"), HttpSteps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(Seven);

        Assert.Equal(2, (await sending).Attempts);
    }

    [Fact]
    public async Task Retry_after_as_a_date_is_measured_on_the_clock_of_the_server()
    {
        await using var scene = new PushScene();
        var wrong = scene.Time.GetUtcNow().AddHours(-3);
        scene.Server.Then(HttpSteps.Answer(503, "", $"Date: {wrong:R}", $"Retry-After: {wrong + Seven:R}"), HttpSteps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(Seven);

        Assert.Equal(2, (await sending).Attempts);
    }

    [Theory]
    [InlineData("Retry-After: 0")]
    [InlineData("Retry-After: Fri, 31 Dec 1999 23:59:59 GMT")]
    [InlineData("Retry-After: soon")]
    [InlineData("Retry-After: -5")]
    public async Task Retry_after_that_asks_for_no_wait_leaves_our_own(string header)
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(503, "", header), HttpSteps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(FirstWait);

        Assert.Equal(2, (await sending).Attempts);
    }

    [Fact]
    public async Task Retry_after_one_tick_before_the_deadline_is_waited()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(503, "", "Retry-After: 7"), HttpSteps.Answer(200));

        var sending = scene.Send(Seven + PushScene.Tick);
        await scene.Pass(Seven);

        Assert.Equal(2, (await sending).Attempts);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("2147483647")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task Retry_after_beyond_the_deadline_fails_at_once(string retryAfter)
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(503, "later", $"Retry-After: {retryAfter}"));

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 503, "503 later", 1) { IsOfEndpoint = true }, await scene.Send(Seven));
    }
}
