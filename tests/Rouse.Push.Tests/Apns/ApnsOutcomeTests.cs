using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Apns;

public sealed class ApnsOutcomeTests
{
    // Below the first retry's wait: what would be retried fails at once.
    private static readonly TimeSpan NoRetry = TimeSpan.FromMilliseconds(50);

    private static readonly DateTimeOffset Since = ApnsScene.Start;

    [Theory]
    [InlineData(400, "BadDeviceToken", PushVerdict.Refused, false)]
    [InlineData(400, "DeviceTokenNotForTopic", PushVerdict.Refused, false)]
    [InlineData(400, "BadCollapseId", PushVerdict.Refused, true)]
    [InlineData(400, "BadExpirationDate", PushVerdict.Refused, true)]
    [InlineData(400, "BadMessageId", PushVerdict.Refused, true)]
    [InlineData(400, "BadPriority", PushVerdict.Refused, true)]
    [InlineData(400, "BadTopic", PushVerdict.Refused, true)]
    [InlineData(400, "DuplicateHeaders", PushVerdict.Refused, true)]
    [InlineData(400, "InvalidPushType", PushVerdict.Refused, true)]
    [InlineData(400, "MissingDeviceToken", PushVerdict.Refused, true)]
    [InlineData(400, "MissingTopic", PushVerdict.Refused, true)]
    [InlineData(400, "PayloadEmpty", PushVerdict.Refused, true)]
    [InlineData(400, "TopicDisallowed", PushVerdict.Refused, true)]
    [InlineData(400, "IdleTimeout", PushVerdict.Refused, true)]
    [InlineData(400, "SomethingNew", PushVerdict.Refused, false)]
    [InlineData(403, "BadCertificate", PushVerdict.Refused, true)]
    [InlineData(403, "BadCertificateEnvironment", PushVerdict.Refused, true)]
    [InlineData(403, "Forbidden", PushVerdict.Refused, true)]
    [InlineData(403, "InvalidProviderToken", PushVerdict.Refused, true)]
    [InlineData(403, "MissingProviderToken", PushVerdict.Refused, true)]
    [InlineData(403, "UnrelatedKeyIdInToken", PushVerdict.Refused, true)]
    [InlineData(403, "BadEnvironmentKeyInToken", PushVerdict.Refused, true)]
    [InlineData(403, "BadEnvironmentKeyIdInToken", PushVerdict.Refused, true)]
    [InlineData(403, "SomethingNew", PushVerdict.Refused, true)]
    [InlineData(404, "BadPath", PushVerdict.Refused, true)]
    [InlineData(405, "MethodNotAllowed", PushVerdict.Refused, true)]
    [InlineData(429, "TooManyRequests", PushVerdict.Failed, false)]
    [InlineData(429, "TooManyProviderTokenUpdates", PushVerdict.Failed, false)]
    [InlineData(500, "InternalServerError", PushVerdict.Failed, false)]
    [InlineData(503, "ServiceUnavailable", PushVerdict.Failed, false)]
    [InlineData(503, "Shutdown", PushVerdict.Failed, false)]
    [InlineData(301, "Moved", PushVerdict.Refused, false)]
    public async Task Status_and_reason_decide(int status, string reason, PushVerdict verdict, bool isConfigurationError)
    {
        var outcome = await Outcome(Http2Steps.Reason(status, reason));

        Assert.Equal(new PushOutcome(verdict, status, $"{status} {reason}", 1) { IsConfigurationError = isConfigurationError }, outcome);
    }

    [Fact]
    public async Task Accepted_push_is_known_by_the_id_that_apple_repeats()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(async context =>
        {
            var id = context.Request.Headers["apns-id"].ToString();
            await Http2Steps.Answer(200, "", ("apns-id", id))(context);
        });

        var outcome = await scene.Send();

        var sent = (await scene.Server.Received()).Headers["apns-id"];
        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 1) { ProviderId = sent }, outcome);
    }

    [Fact]
    public async Task Accepted_push_is_known_by_our_id_where_the_answer_has_none()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Answer(200));

        Assert.Equal((await scene.Send()).ProviderId, (await scene.Server.Received()).Headers["apns-id"]);
    }

    [Theory]
    [InlineData("Unregistered")]
    [InlineData("ExpiredToken")]
    public async Task Token_is_dead_if_apple_says_so_of_the_time_since_it_came(string reason)
    {
        Assert.Equal(PushVerdict.DeadToken, (await Gone(reason, Since.ToUnixTimeMilliseconds() + 1)).Verdict);
        Assert.Equal(PushVerdict.Refused, (await Gone(reason, Since.ToUnixTimeMilliseconds())).Verdict);
        Assert.Equal(PushVerdict.Refused, (await Gone(reason, Since.ToUnixTimeMilliseconds() - 1)).Verdict);
    }

    [Theory]
    [InlineData("""{"reason":"Unregistered"}""")]
    [InlineData("""{"reason":"Unregistered","timestamp":"1454402113"}""")]
    [InlineData("""{"reason":"Unregistered","timestamp":1e30}""")]
    [InlineData("""{"reason":"Unregistered","timestamp":9223372036854775807}""")]
    [InlineData("""{"reason":"Unregistered","timestamp":-1}""")]
    public async Task Token_is_not_dead_without_a_time_to_compare(string body) =>
        Assert.Equal((PushVerdict.Refused, "410 Unregistered"), Told(await Outcome(Http2Steps.Answer(410, body), Since)));

    [Fact]
    public async Task Token_of_unknown_age_is_dead_if_apple_says_so() =>
        Assert.Equal((PushVerdict.DeadToken, "410 Unregistered"), Told(await Outcome(Http2Steps.Reason(410, "Unregistered"))));

    [Fact]
    public async Task Token_is_not_dead_for_another_reason() =>
        Assert.Equal((PushVerdict.Refused, "410 Gone"), Told(await Outcome(Http2Steps.Reason(410, "Gone"))));

    [Theory]
    [InlineData("", "400")]
    [InlineData("{", "400")]
    [InlineData("[]", "400 []")]
    [InlineData("null", "400 null")]
    [InlineData("\"timestamp\"", "400 \"timestamp\"")]
    [InlineData("""{"reason":7}""", "400")]
    [InlineData("<html>no</html>", "400 <html>no</html>")]
    [InlineData("bad 00FC13ADFF785122b4ad28809a3420982341241421348097878e577c991de8f0", "400 bad [token]")]
    public async Task Answer_that_is_not_apples_is_told_in_one_line_without_the_token(string body, string reason) =>
        Assert.Equal((PushVerdict.Refused, reason), Told(await Outcome(Http2Steps.Answer(400, body))));

    [Fact]
    public async Task Server_without_http2_has_failed()
    {
        await using var http1 = await ScriptedHttp2Server.StartAsync(protocols: HttpProtocols.Http1);
        await using var scene = await ApnsScene.StartAsync(s => s with { Url = http1.Url, Authority = http1.Authority });

        var outcome = await scene.Send(deadline: NoRetry);

        Assert.Equal((PushVerdict.Failed, 0, 1), (outcome.Verdict, outcome.Status, outcome.Attempts));
        Assert.DoesNotContain(ApnsScene.Token, outcome.Reason);
    }

    [Fact]
    public async Task Certificate_that_nobody_vouches_for_is_not_trusted()
    {
        await using var scene = await ApnsScene.StartAsync(s => s with { Authority = null });

        var outcome = await scene.Send(deadline: NoRetry);

        Assert.StartsWith("SecureConnectionError", outcome.Reason);
        Assert.Equal(0, scene.Server.Requests);
    }

    private static Task<PushOutcome> Gone(string reason, long timestamp) =>
        Outcome(Http2Steps.Answer(410, $$"""{"reason":"{{reason}}","timestamp":{{timestamp}}}"""), Since);

    private static (PushVerdict Verdict, string Reason) Told(PushOutcome outcome) => (outcome.Verdict, outcome.Reason);

    private static async Task<PushOutcome> Outcome(Http2Step step, DateTimeOffset? since = null)
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(step);
        return await scene.Send(ApnsScene.Message with { TokenSince = since }, NoRetry);
    }
}
