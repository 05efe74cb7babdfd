using Rouse.Push.Http;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Http;

public sealed class HttpPushOutcomeTests
{
    // Below the first retry's wait: what would be retried fails at once.
    private static readonly TimeSpan NoRetry = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(200, PushVerdict.Accepted)]
    [InlineData(201, PushVerdict.Accepted)]
    [InlineData(202, PushVerdict.Accepted)]
    [InlineData(204, PushVerdict.Accepted)]
    [InlineData(299, PushVerdict.Accepted)]
    [InlineData(400, PushVerdict.Refused)]
    [InlineData(401, PushVerdict.Refused)]
    [InlineData(404, PushVerdict.Refused)]
    [InlineData(409, PushVerdict.Refused)]
    [InlineData(410, PushVerdict.DeadToken)]
    [InlineData(411, PushVerdict.Refused)]
    [InlineData(499, PushVerdict.Refused)]
    [InlineData(408, PushVerdict.Failed)]
    [InlineData(429, PushVerdict.Failed)]
    [InlineData(500, PushVerdict.Failed)]
    [InlineData(503, PushVerdict.Failed)]
    [InlineData(600, PushVerdict.Failed)]
    public async Task Status_decides(int status, PushVerdict verdict)
    {
        var outcome = await Outcome(HttpSteps.Answer(status));

        Assert.Equal(new PushOutcome(verdict, status, $"{status}", 1) { IsOfEndpoint = true }, outcome);
    }

    [Theory]
    [InlineData(404, "no such app", "404 no such app")]
    [InlineData(410, """{"reason":"Unregistered"}""", "410 Unregistered")]
    [InlineData(500, "<html>\r\n<b>oops</b>", "500 <html> <b>oops</b>")]
    [InlineData(404, "Cannot POST /Secret-Token%3A1", "404 Cannot POST /[token]")]
    public async Task Reason_is_the_status_and_what_the_server_said(int status, string body, string reason) =>
        Assert.Equal(reason, (await Outcome(HttpSteps.Answer(status, body))).Reason);

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_is_refused_and_not_followed(int status)
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(status, "", $"Location: {scene.Server.Url}/other"), HttpSteps.Answer(200));

        var outcome = await scene.Send();

        Assert.Equal(
            new PushOutcome(PushVerdict.Refused, status, $"{status} redirects are not followed", 1) { IsOfEndpoint = true }, outcome);
        Assert.Equal(1, scene.Server.Requests);
    }

    [Fact]
    public async Task Body_of_four_kilobytes_is_a_reason_and_one_octet_more_is_none()
    {
        Assert.Equal("404 end", (await Outcome(HttpSteps.Answer(404, new string(' ', 4093) + "end"))).Reason);
        Assert.Equal("404", (await Outcome(HttpSteps.Answer(404, new string(' ', 4094) + "end"))).Reason);
    }

    [Fact]
    public async Task Endless_body_of_a_refusal_is_not_waited_for_longer_than_a_second()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Stall("HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\nSecret-To"));

        var sending = scene.Send();
        await scene.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(new PushOutcome(PushVerdict.Refused, 404, "404", 1) { IsOfEndpoint = true }, await sending);
    }

    [Fact]
    public async Task Body_that_comes_within_the_second_is_the_reason()
    {
        await using var scene = new PushScene();
        var gate = new TaskCompletionSource();
        scene.Server.Then(async (socket, closing) =>
        {
            await socket.SendAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nla"u8.ToArray());
            await gate.Task.WaitAsync(closing);
            await socket.SendAsync("te"u8.ToArray());
        });

        var sending = scene.Send();
        await scene.Time.TimerOf(TimeSpan.FromSeconds(1));
        scene.Time.Advance(TimeSpan.FromSeconds(1) - PushScene.Tick);
        gate.SetResult();

        Assert.Equal("404 late", (await sending).Reason);
    }

    [Fact]
    public async Task Acceptance_does_not_wait_for_its_body()
    {
        var outcome = await Outcome(HttpSteps.Stall("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx"));

        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 1) { IsOfEndpoint = true }, outcome);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\nSecret-To", PushVerdict.Refused, "404")]
    [InlineData("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", PushVerdict.Refused, "404")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx", PushVerdict.Accepted, "200")]
    public async Task Status_counts_although_the_body_breaks_off(string response, PushVerdict verdict, string reason)
    {
        var outcome = await Outcome(HttpSteps.Close(response));

        Assert.Equal((verdict, reason), (outcome.Verdict, outcome.Reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 O")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("SIP/2.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("Secret-Token:1\r\n\r\n")]
    public async Task Broken_response_is_an_error_of_the_transport(string response)
    {
        var outcome = await Outcome(HttpSteps.Close(response));

        Assert.Equal((PushVerdict.Failed, 0, 1), (outcome.Verdict, outcome.Status, outcome.Attempts));
        Assert.True(outcome.MayHaveArrived);
        Assert.NotEmpty(outcome.Reason);
        Assert.DoesNotContain("Secret", outcome.Reason);
    }

    [Fact]
    public async Task Endless_head_is_an_error_of_the_transport()
    {
        var outcome = await Outcome(HttpSteps.Close("HTTP/1.1 200 OK\r\nX: " + new string('x', 100_000)));

        Assert.Equal((PushVerdict.Failed, 0), (outcome.Verdict, outcome.Status));
    }

    [Fact]
    public async Task Reset_connection_is_an_error_of_the_transport()
    {
        var outcome = await Outcome(HttpSteps.Reset);

        Assert.Equal((PushVerdict.Failed, 0, 1), (outcome.Verdict, outcome.Status, outcome.Attempts));
        Assert.True(outcome.MayHaveArrived);
        Assert.NotEmpty(outcome.Reason);
    }

    [Fact]
    public async Task Server_that_is_not_there_is_an_error_of_the_transport()
    {
        await using var scene = new PushScene("/{token}");
        scene.Server.Close();

        var outcome = await scene.Send(NoRetry);

        Assert.Equal((PushVerdict.Failed, 0, 1), (outcome.Verdict, outcome.Status, outcome.Attempts));
        Assert.False(outcome.MayHaveArrived);
        Assert.StartsWith("ConnectionError: Connection refused", outcome.Reason);
        Assert.DoesNotContain("Secret", outcome.Reason);
    }

    [Fact]
    public async Task Name_that_does_not_exist_is_an_error_of_the_transport()
    {
        // RFC 6761 §6.4: no name below "invalid" exists.
        await using var scene = new PushScene(change: s => s with { Url = "http://push.invalid/" });

        var outcome = await scene.Send(NoRetry);

        Assert.Equal((PushVerdict.Failed, 0), (outcome.Verdict, outcome.Status));
        Assert.StartsWith("NameResolutionError", outcome.Reason);
    }

    [Fact]
    public async Task Bug_below_is_a_failure_and_not_an_exception()
    {
        using var broken = new BrokenHandler();
        using var provider = new HttpPushProvider(new() { Url = "http://h/" }, new SignallingTime(), broken);

        var outcome = await provider.SendAsync(PushScene.Message, NoRetry, CancellationToken.None);

        Assert.Equal(
            new PushOutcome(PushVerdict.Failed, 0, "InvalidOperationException: about [token]", 1)
            {
                IsOfEndpoint = true,
                MayHaveArrived = true,
            },
            outcome);
    }

    private static async Task<PushOutcome> Outcome(HttpStep step)
    {
        await using var scene = new PushScene();
        scene.Server.Then(step);
        return await scene.Send(NoRetry);
    }

    private sealed class BrokenHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"about {PushScene.Token}");
    }
}
