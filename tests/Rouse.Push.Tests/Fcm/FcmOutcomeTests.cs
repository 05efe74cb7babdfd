using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Fcm;

public sealed class FcmOutcomeTests
{
    // Below the first retry's wait: what would be retried fails at once.
    private static readonly TimeSpan NoRetry = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(404, "NOT_FOUND", "UNREGISTERED", PushVerdict.DeadToken, false)]
    [InlineData(404, "NOT_FOUND", null, PushVerdict.Refused, true)]
    [InlineData(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH", PushVerdict.Refused, false)]
    [InlineData(403, "PERMISSION_DENIED", null, PushVerdict.Refused, true)]
    [InlineData(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", PushVerdict.Refused, true)]
    [InlineData(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR", PushVerdict.Refused, true)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", PushVerdict.Failed, false)]
    [InlineData(500, "INTERNAL", "INTERNAL", PushVerdict.Failed, false)]
    [InlineData(503, "UNAVAILABLE", "UNAVAILABLE", PushVerdict.Failed, false)]
    [InlineData(409, "ABORTED", null, PushVerdict.Refused, false)]
    public async Task Status_and_code_decide(int status, string general, string? code, PushVerdict verdict, bool isConfigurationError)
    {
        var outcome = await Outcome(FcmScene.Error(status, general, code));

        Assert.Equal(
            new PushOutcome(verdict, status, $"{status} {code ?? general} Said.", 1) { IsConfigurationError = isConfigurationError },
            outcome);
    }

    [Theory]
    [InlineData("""{"error":{"message":"The registration token is not a valid FCM registration token","status":"INVALID_ARGUMENT"}}""")]
    [InlineData("""{"error":{"status":"INVALID_ARGUMENT","details":[{"fieldViolations":[{"field":"message.token"}]}]}}""")]
    public async Task Argument_that_is_the_token_is_no_error_of_ours(string body)
    {
        var outcome = await Outcome(Http2Steps.Answer(400, body));

        Assert.Equal((PushVerdict.Refused, false), (outcome.Verdict, outcome.IsConfigurationError));
    }

    [Fact]
    public async Task Accepted_push_is_known_by_the_name_that_google_gives()
    {
        const string Name = "projects/example-phone/messages/0:1500415314455276%31bd1c9631bd1c96";

        var outcome = await Outcome(Http2Steps.Answer(200, $$"""{"name":"{{Name}}"}"""));

        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 1) { ProviderId = Name }, outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"name":7}""")]
    [InlineData("<html>")]
    public async Task Accepted_push_may_have_no_name(string body) =>
        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 1), await Outcome(Http2Steps.Answer(200, body)));

    [Theory]
    [InlineData("", "404")]
    [InlineData("[]", "404 []")]
    [InlineData("""{"error":"Secret-Token:1 is bad"}""", "404 [token] is bad")]
    [InlineData("""{"error":{"message":"no Secret-Token:1","status":7,"details":{}}}""", "404 no [token]")]
    [InlineData("""{"error":{"details":[1,{"@type":1},{"fieldViolations":[1]},{"fieldViolations":{}}]}}""", "404")]
    [InlineData("""{"error":{"message":"\ud800"}}""", "404")]
    [InlineData("<html>not here</html>", "404 <html>not here</html>")]
    public async Task Answer_in_another_form_is_told_in_one_line_without_the_token(string body, string reason) =>
        Assert.Equal(reason, (await Outcome(Http2Steps.Answer(404, body))).Reason);

    [Fact]
    public async Task Access_token_that_google_does_not_take_is_replaced_once()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.OAuth.Then(FcmScene.AccessToken("access-2"));
        scene.Server.Then(FcmScene.Error(401, "UNAUTHENTICATED"), Http2Steps.Answer(200, "{}"));

        var outcome = await scene.Send();

        Assert.Equal((PushVerdict.Accepted, 2), (outcome.Verdict, outcome.Attempts));
        Assert.Equal("Bearer access-1", (await scene.Server.Received()).Headers["authorization"]);
        Assert.Equal("Bearer access-2", (await scene.Server.Received()).Headers["authorization"]);
    }

    [Fact]
    public async Task Second_access_token_that_google_does_not_take_is_a_wrong_configuration()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.OAuth.Then(FcmScene.AccessToken("access-2"));
        scene.Server.Then(FcmScene.Error(401, "UNAUTHENTICATED"), FcmScene.Error(401, "UNAUTHENTICATED"));

        var outcome = await scene.Send();

        Assert.Equal((PushVerdict.Refused, true, 2), (outcome.Verdict, outcome.IsConfigurationError, outcome.Attempts));
    }

    [Fact]
    public async Task Sick_server_is_asked_once_quickly_and_then_as_slowly_as_google_wants()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.Server.Then(FcmScene.Error(503, "UNAVAILABLE"), FcmScene.Error(500, "INTERNAL"), Http2Steps.Answer(200, "{}"));

        var sending = scene.Send();
        await scene.Pass(FcmScene.FirstWait);
        await scene.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal((PushVerdict.Accepted, 3), Told(await sending));
    }

    [Fact]
    public async Task Quota_is_waited_for_a_minute_or_as_long_as_google_says()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.Server.Then(
            FcmScene.Error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
            FcmScene.Error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", ("Retry-After", "7")),
            Http2Steps.Answer(200, "{}"));

        var sending = scene.Send();
        await scene.Pass(TimeSpan.FromMinutes(1));
        await scene.Pass(TimeSpan.FromSeconds(7));

        Assert.Equal((PushVerdict.Accepted, 3), Told(await sending));
    }

    [Fact]
    public async Task Silence_ends_with_the_request_timeout_and_the_connection_is_left()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.Server.Then(Http2Steps.Silence, Http2Steps.Answer(200, "{}"));

        var sending = scene.Send();
        await scene.Server.Received();
        scene.Time.Advance(TimeSpan.FromSeconds(5));
        await scene.Pass(FcmScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(2, scene.Server.Connections);
    }

    [Fact]
    public async Task Reset_stream_is_tried_again()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.Server.Then(Http2Steps.Reset(8), Http2Steps.Answer(200, "{}"));

        var sending = scene.Send();
        await scene.Pass(FcmScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
    }

    [Fact]
    public async Task Stopped_provider_sends_nothing()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.Provider.Dispose();

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, "the provider was stopped", 0), await scene.Send());
    }

    private static (PushVerdict Verdict, int Attempts) Told(PushOutcome outcome) => (outcome.Verdict, outcome.Attempts);

    private static async Task<PushOutcome> Outcome(Http2Step step)
    {
        await using var scene = await FcmScene.StartAsync();
        scene.Server.Then(step);
        return await scene.Send(deadline: NoRetry);
    }
}
