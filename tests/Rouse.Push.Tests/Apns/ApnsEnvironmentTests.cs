using Rouse.Push.Apns;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Apns;

public sealed class ApnsEnvironmentTests
{
    private static readonly Http2Step Taken = Http2Steps.Answer(200);
    private static readonly Http2Step Unknown = Http2Steps.Reason(400, "BadDeviceToken");

    [Theory]
    [InlineData(ApnsEnvironment.Production, "apns", false)]
    [InlineData(ApnsEnvironment.Production, "apns.dev", true)]
    [InlineData(ApnsEnvironment.Development, "apns", true)]
    [InlineData(ApnsEnvironment.Both, "apns", false)]
    [InlineData(ApnsEnvironment.Both, "APNS.DEV", true)]
    public async Task Settings_and_provider_choose_the_environment(ApnsEnvironment environment, string provider, bool isDevelopment)
    {
        await using var scene = await Scene(environment);
        scene.Server.Then(Taken);
        scene.Development!.Then(Taken);

        await scene.Send(ApnsScene.Message with { Provider = provider });

        Assert.Equal(isDevelopment ? (0, 1) : (1, 0), Requests(scene));
    }

    [Fact]
    public async Task Token_unknown_in_production_is_tried_in_development_and_remembered_there()
    {
        await using var scene = await Scene(ApnsEnvironment.Both);
        scene.Server.Then(Unknown);
        scene.Development!.Then(Taken, Taken);

        var first = await scene.Send();
        var second = await scene.Send();

        Assert.Equal((PushVerdict.Accepted, 2), (first.Verdict, first.Attempts));
        Assert.Equal((PushVerdict.Accepted, 1), (second.Verdict, second.Attempts));
        Assert.Equal((1, 2), Requests(scene));
        var id = (await scene.Server.Received()).Headers["apns-id"];
        Assert.Equal(id, (await scene.Development.Received()).Headers["apns-id"]);
    }

    [Fact]
    public async Task Development_token_that_is_a_production_one_is_remembered_too()
    {
        await using var scene = await Scene(ApnsEnvironment.Both);
        scene.Development!.Then(Unknown);
        scene.Server.Then(Taken, Taken);
        var message = ApnsScene.Message with { Provider = "apns.dev" };

        await scene.Send(message);
        await scene.Send(message);

        Assert.Equal((2, 1), Requests(scene));
    }

    [Fact]
    public async Task Token_unknown_in_both_is_refused()
    {
        await using var scene = await Scene(ApnsEnvironment.Both);
        scene.Server.Then(Unknown);
        scene.Development!.Then(Unknown);

        Assert.Equal(("400 BadDeviceToken", 2), Told(await scene.Send()));
    }

    [Theory]
    [InlineData(ApnsEnvironment.Production)]
    [InlineData(ApnsEnvironment.Development)]
    public async Task One_environment_is_the_only_one_asked(ApnsEnvironment environment)
    {
        await using var scene = await Scene(environment);
        scene.Server.Then(Unknown);
        scene.Development!.Then(Unknown);

        Assert.Equal(("400 BadDeviceToken", 1), Told(await scene.Send()));
    }

    [Fact]
    public async Task Key_for_production_only_does_not_hide_what_production_said()
    {
        await using var scene = await Scene(ApnsEnvironment.Both);
        scene.Server.Then(Unknown);
        scene.Development!.Then(Http2Steps.Reason(403, "BadEnvironmentKeyInToken"));

        var outcome = await scene.Send();

        Assert.Equal(("400 BadDeviceToken", 2), Told(outcome));
        Assert.False(outcome.IsConfigurationError);
    }

    [Fact]
    public async Task Other_refusals_say_nothing_of_the_environment()
    {
        await using var scene = await Scene(ApnsEnvironment.Both);
        scene.Server.Then(Http2Steps.Reason(400, "DeviceTokenNotForTopic"));

        Assert.Equal(("400 DeviceTokenNotForTopic", 1), Told(await scene.Send()));
    }

    [Fact]
    public async Task One_url_for_both_is_asked_once()
    {
        await using var scene = await ApnsScene.StartAsync(s => s with { Environment = ApnsEnvironment.Both });
        scene.Server.Then(Unknown);

        Assert.Equal(("400 BadDeviceToken", 1), Told(await scene.Send()));
    }

    [Fact]
    public async Task Dead_environment_delays_no_push_to_the_other()
    {
        await using var scene = await Scene(ApnsEnvironment.Production, s => s with { MaxConcurrency = 1, MaxQueue = 1 });
        scene.Development!.Then(Http2Steps.Silence);
        scene.Server.Then(Taken);
        var development = ApnsScene.Message with { Provider = "apns.dev" };
        using var cancellation = new CancellationTokenSource();

        Task<PushOutcome>[] stuck =
            [scene.Send(development, cancellation: cancellation.Token), scene.Send(development, cancellation: cancellation.Token)];
        Assert.Equal("queue full", (await scene.Send(development)).Reason);

        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);
        await cancellation.CancelAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(stuck));
    }

    private static Task<ApnsScene> Scene(ApnsEnvironment environment, Func<ApnsSettings, ApnsSettings>? change = null) =>
        ApnsScene.StartBothAsync(s => (change is null ? s : change(s)) with { Environment = environment });

    private static (int Production, int Development) Requests(ApnsScene scene) => (scene.Server.Requests, scene.Development!.Requests);

    private static (string Reason, int Attempts) Told(PushOutcome outcome) => (outcome.Reason, outcome.Attempts);
}
