using Rouse.Push.Tests.Fcm;
using Rouse.Sandbox;

namespace Rouse.Push.Tests.Sandbox;

/// <summary>Every answer of Google's documents (FCM "Error codes"): what it means and what comes of it.</summary>
public sealed class FcmReasonTests
{
    // Below the first retry's wait: what would be retried fails at once.
    private static readonly TimeSpan NoRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<int, string, PushVerdict, bool, Then> Answers { get; } = new()
    {
        { 400, "INVALID_ARGUMENT", PushVerdict.Refused, true, Then.Ends },
        { 401, "THIRD_PARTY_AUTH_ERROR", PushVerdict.Refused, true, Then.Ends },
        { 401, "UNAUTHENTICATED", PushVerdict.Refused, true, Then.Changes },
        { 403, "SENDER_ID_MISMATCH", PushVerdict.Refused, false, Then.Ends },
        { 403, "PERMISSION_DENIED", PushVerdict.Refused, true, Then.Ends },
        { 404, "UNREGISTERED", PushVerdict.DeadToken, false, Then.Ends },
        { 429, "QUOTA_EXCEEDED", PushVerdict.Failed, false, Then.Waits },
        { 500, "INTERNAL", PushVerdict.Failed, false, Then.Reconnects },
        { 503, "UNAVAILABLE", PushVerdict.Failed, false, Then.Reconnects },
        // FCM's word for what has no code of its own.
        { 400, "UNSPECIFIED_ERROR", PushVerdict.Refused, true, Then.Ends },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_has_its_meaning(int status, string code, PushVerdict verdict, bool isConfigurationError, Then then)
    {
        await using var scene = await SandboxFcm.Start();
        scene.Server.Script.Always(scene.Token, new SandboxBehaviour.Refuse(status, code));

        var outcome = await scene.Send(deadline: NoRetry);

        Assert.Equal(
            (verdict, status, isConfigurationError, then == Then.Changes ? 2 : 1),
            (outcome.Verdict, outcome.Status, outcome.IsConfigurationError, outcome.Attempts));
        Assert.StartsWith($"{status} {code} ", outcome.Reason);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Push_goes_on_or_ends(int status, string code, PushVerdict verdict, bool isConfigurationError, Then then)
    {
        await using var scene = await SandboxFcm.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.Refuse(status, code));

        var sending = scene.Send();
        if (then is Then.Waits or Then.Reconnects)
            await scene.Pass(then == Then.Waits ? Minute : FcmScene.FirstWait);
        var outcome = await sending;

        Assert.Equal(
            then == Then.Ends ? (verdict, isConfigurationError, 1) : (PushVerdict.Accepted, false, 2),
            (outcome.Verdict, outcome.IsConfigurationError, outcome.Attempts));
        // One of them is that of the access token.
        Assert.Equal(then == Then.Reconnects ? 3 : 2, scene.Server.Connections);
    }

    [Theory]
    [InlineData(429, "QUOTA_EXCEEDED")]
    [InlineData(500, "INTERNAL")]
    [InlineData(503, "UNAVAILABLE")]
    public async Task Retry_after_is_waited_for(int status, string code)
    {
        await using var scene = await SandboxFcm.Start();
        var refusal = new SandboxBehaviour.Refuse(status, code) { RetryAfter = TimeSpan.FromSeconds(7) };
        scene.Server.Script.Next(scene.Token, refusal, refusal);

        Assert.Equal((PushVerdict.Failed, 1), Told(await scene.Send(deadline: TimeSpan.FromSeconds(7))));
        var sending = scene.Send(deadline: TimeSpan.FromSeconds(7) + FcmScene.Tick);
        await scene.Pass(TimeSpan.FromSeconds(7));

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
    }

    [Fact]
    public async Task Quota_that_names_no_wait_is_a_minute()
    {
        await using var scene = await SandboxFcm.Start();
        scene.Server.Script.Always(scene.Token, new SandboxBehaviour.Refuse(429, "QUOTA_EXCEEDED"));

        Assert.Equal((PushVerdict.Failed, 1), Told(await scene.Send(deadline: Minute)));
        var sending = scene.Send(deadline: Minute + FcmScene.Tick);
        await scene.Pass(Minute);

        Assert.Equal((PushVerdict.Failed, 2), Told(await sending));
    }

    [Fact]
    public async Task Sick_service_is_asked_once_quickly_and_then_after_ten_seconds()
    {
        await using var scene = await SandboxFcm.Start();
        var refusal = new SandboxBehaviour.Refuse(503, "UNAVAILABLE");
        scene.Server.Script.Next(scene.Token, refusal, refusal);

        var sending = scene.Send();
        await scene.Pass(FcmScene.FirstWait);
        await scene.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal((PushVerdict.Accepted, 3), Told(await sending));
    }

    [Theory]
    [InlineData(400, "invalid_grant", PushVerdict.Refused, true)]
    [InlineData(401, "invalid_client", PushVerdict.Refused, true)]
    [InlineData(403, "access_denied", PushVerdict.Refused, true)]
    [InlineData(429, "rate_limit_exceeded", PushVerdict.Failed, false)]
    [InlineData(500, "internal_failure", PushVerdict.Failed, false)]
    [InlineData(503, "internal_failure", PushVerdict.Failed, false)]
    public async Task Answer_of_the_token_server_has_its_meaning(
        int status, string error, PushVerdict verdict, bool isConfigurationError)
    {
        await using var scene = await SandboxFcm.Start();
        scene.Server.Script.Always(SandboxService.OAuth, new SandboxBehaviour.Refuse(status, error));

        Assert.Equal(
            new PushOutcome(verdict, status, $"access token: {status} {error}", 1) { IsConfigurationError = isConfigurationError },
            await scene.Send(deadline: NoRetry));
    }

    private static (PushVerdict Verdict, int Attempts) Told(PushOutcome outcome) => (outcome.Verdict, outcome.Attempts);
}
