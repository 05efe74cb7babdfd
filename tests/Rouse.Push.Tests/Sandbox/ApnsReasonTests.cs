using Rouse.Push.Tests.Apns;
using Rouse.Sandbox;

namespace Rouse.Push.Tests.Sandbox;

/// <summary>Every answer of Apple's documents ("Handling notification responses from APNs"): what it means and what comes of it.</summary>
public sealed class ApnsReasonTests
{
    // Below the first retry's wait: what would be retried fails at once.
    private static readonly TimeSpan NoRetry = TimeSpan.FromMilliseconds(50);

    private static readonly string Documented = """
        400 BadCollapseId, 400 BadDeviceToken, 400 BadExpirationDate, 400 BadMessageId, 400 BadPriority, 400 BadTopic,
        400 DeviceTokenNotForTopic, 400 DuplicateHeaders, 400 IdleTimeout, 400 InvalidPushType, 400 MissingDeviceToken, 400 MissingTopic,
        400 PayloadEmpty, 400 TopicDisallowed, 403 BadCertificate, 403 BadCertificateEnvironment, 403 BadEnvironmentKeyIdInToken,
        403 ExpiredProviderToken, 403 Forbidden, 403 InvalidProviderToken, 403 MissingProviderToken, 403 UnrelatedKeyIdInToken,
        404 BadPath, 405 MethodNotAllowed, 410 ExpiredToken, 410 Unregistered, 413 PayloadTooLarge, 429 TooManyProviderTokenUpdates,
        429 TooManyRequests, 500 InternalServerError, 503 ServiceUnavailable, 503 Shutdown
        """;

    public static TheoryData<int, string, PushVerdict, bool, Then> Answers { get; } = new()
    {
        { 400, "BadCollapseId", PushVerdict.Refused, true, Then.Ends },
        { 400, "BadDeviceToken", PushVerdict.Refused, false, Then.Ends },
        { 400, "BadExpirationDate", PushVerdict.Refused, true, Then.Ends },
        { 400, "BadMessageId", PushVerdict.Refused, true, Then.Ends },
        { 400, "BadPriority", PushVerdict.Refused, true, Then.Ends },
        { 400, "BadTopic", PushVerdict.Refused, true, Then.Ends },
        { 400, "DeviceTokenNotForTopic", PushVerdict.Refused, false, Then.Ends },
        { 400, "DuplicateHeaders", PushVerdict.Refused, true, Then.Ends },
        { 400, "IdleTimeout", PushVerdict.Refused, true, Then.Ends },
        { 400, "InvalidPushType", PushVerdict.Refused, true, Then.Ends },
        { 400, "MissingDeviceToken", PushVerdict.Refused, true, Then.Ends },
        { 400, "MissingTopic", PushVerdict.Refused, true, Then.Ends },
        { 400, "PayloadEmpty", PushVerdict.Refused, true, Then.Ends },
        { 400, "TopicDisallowed", PushVerdict.Refused, true, Then.Ends },
        { 403, "BadCertificate", PushVerdict.Refused, true, Then.Ends },
        { 403, "BadCertificateEnvironment", PushVerdict.Refused, true, Then.Ends },
        { 403, "BadEnvironmentKeyIdInToken", PushVerdict.Refused, true, Then.Ends },
        // Not in the documents, but what Apple was seen to say.
        { 403, "BadEnvironmentKeyInToken", PushVerdict.Refused, true, Then.Ends },
        { 403, "ExpiredProviderToken", PushVerdict.Refused, true, Then.Changes },
        { 403, "Forbidden", PushVerdict.Refused, true, Then.Ends },
        { 403, "InvalidProviderToken", PushVerdict.Refused, true, Then.Ends },
        { 403, "MissingProviderToken", PushVerdict.Refused, true, Then.Ends },
        { 403, "UnrelatedKeyIdInToken", PushVerdict.Refused, true, Then.Ends },
        { 404, "BadPath", PushVerdict.Refused, true, Then.Ends },
        { 405, "MethodNotAllowed", PushVerdict.Refused, true, Then.Ends },
        { 410, "ExpiredToken", PushVerdict.DeadToken, false, Then.Ends },
        { 410, "Unregistered", PushVerdict.DeadToken, false, Then.Ends },
        { 413, "PayloadTooLarge", PushVerdict.Refused, true, Then.Changes },
        { 429, "TooManyProviderTokenUpdates", PushVerdict.Failed, false, Then.Waits },
        { 429, "TooManyRequests", PushVerdict.Failed, false, Then.Waits },
        { 500, "InternalServerError", PushVerdict.Failed, false, Then.Reconnects },
        { 503, "ServiceUnavailable", PushVerdict.Failed, false, Then.Reconnects },
        { 503, "Shutdown", PushVerdict.Failed, false, Then.Reconnects },
    };

    [Fact]
    public void Every_documented_answer_is_in_the_table()
    {
        var tested = Answers.Select(row => $"{row.Data.Item1} {row.Data.Item2}").Where(row => row != "403 BadEnvironmentKeyInToken");

        Assert.Equal(Documented.Split([", ", ",\n"], StringSplitOptions.None), tested);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_has_its_meaning(int status, string reason, PushVerdict verdict, bool isConfigurationError, Then then)
    {
        await using var scene = await SandboxApns.Start();
        scene.Server.Script.Always(scene.Token, new SandboxBehaviour.Refuse(status, reason));

        var outcome = await scene.Send(deadline: NoRetry);

        Assert.Equal(
            new PushOutcome(verdict, status, $"{status} {reason}", then == Then.Changes ? 2 : 1)
            {
                ProviderId = outcome.ProviderId,
                IsConfigurationError = isConfigurationError,
            },
            outcome);
        Assert.True(Guid.TryParse(outcome.ProviderId, out _));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Push_goes_on_or_ends(int status, string reason, PushVerdict verdict, bool isConfigurationError, Then then)
    {
        await using var scene = await SandboxApns.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.Refuse(status, reason));

        var sending = scene.Send();
        if (then is Then.Waits or Then.Reconnects)
            await scene.Pass(ApnsScene.FirstWait);
        var outcome = await sending;

        Assert.Equal(
            then == Then.Ends ? (verdict, isConfigurationError, 1) : (PushVerdict.Accepted, false, 2),
            (outcome.Verdict, outcome.IsConfigurationError, outcome.Attempts));
        Assert.Equal(then == Then.Reconnects ? 2 : 1, scene.Server.Connections);
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(429, "TooManyProviderTokenUpdates")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "Shutdown")]
    public async Task Retry_after_is_waited_for(int status, string reason)
    {
        await using var scene = await SandboxApns.Start();
        var refusal = new SandboxBehaviour.Refuse(status, reason) { RetryAfter = TimeSpan.FromSeconds(7) };
        scene.Server.Script.Next(scene.Token, refusal, refusal);

        Assert.Equal((PushVerdict.Failed, 1), Told(await scene.Send(deadline: TimeSpan.FromSeconds(7))));
        var sending = scene.Send(deadline: TimeSpan.FromSeconds(7) + ApnsScene.Tick);
        await scene.Pass(TimeSpan.FromSeconds(7));

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
    }

    [Fact]
    public async Task Provider_token_that_came_too_soon_is_not_replaced_by_another()
    {
        await using var scene = await SandboxApns.Start();
        await scene.Send();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.Refuse(429, "TooManyProviderTokenUpdates"));

        var sending = scene.Send();
        await scene.Pass(ApnsScene.FirstWait);

        // A new one on this connection would be refused for the rule itself.
        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(1, scene.Server.Connections);
    }

    [Fact]
    public async Task Smaller_payload_has_lost_the_name()
    {
        await using var scene = await SandboxApns.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.Refuse(413, "PayloadTooLarge"));

        await scene.Send();

        Assert.Contains("\"display-name\":\"\"", (await scene.Server.Pushes.NextAsync()).Payload);
    }

    private static (PushVerdict Verdict, int Attempts) Told(PushOutcome outcome) => (outcome.Verdict, outcome.Attempts);
}
