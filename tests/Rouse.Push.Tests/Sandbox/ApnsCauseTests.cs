using System.Security.Cryptography.X509Certificates;
using Rouse.Push.Apns;
using Rouse.Push.Tests.Apns;
using Rouse.Push.Tests.Delivery;
using Rouse.Sandbox.Apns;
using PushEnvironment = Rouse.Push.Apns.ApnsEnvironment;
using SandboxEnvironment = Rouse.Sandbox.Apns.ApnsEnvironment;

namespace Rouse.Push.Tests.Sandbox;

/// <summary>What operators and phones do wrong, and how a strict Apple takes it.</summary>
public sealed class ApnsCauseTests
{
    [Theory]
    [InlineData(PushEvent.Call, PushService.Voip, "voip", true)]
    [InlineData(PushEvent.Call, PushService.Remote, "alert", true)]
    [InlineData(PushEvent.Message, PushService.Remote, "alert", true)]
    [InlineData(PushEvent.Refresh, PushService.Remote, "background", false)]
    [InlineData(PushEvent.Cancel, PushService.Remote, "background", false)]
    public async Task Each_kind_of_push_breaks_no_rule(PushEvent happened, PushService service, string kind, bool isUrgent)
    {
        await using var scene = await SandboxApns.Start();
        var token = service == PushService.Voip ? scene.Token : scene.Issue(ApnsTokenKind.Remote);

        var outcome = await scene.Send(scene.Call with { Event = happened, Service = service, Token = token });

        var push = await scene.Server.Pushes.NextAsync();
        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 1) { ProviderId = push.Id }, outcome);
        Assert.Equal((kind, isUrgent, "org.example.phone", token), (push.Kind, push.Urgent, push.App, push.Token));
        Assert.Equal(ApnsScene.Start.AddSeconds(60), push.ExpiresAt);
    }

    [Fact]
    public async Task Key_of_another_is_an_invalid_token() =>
        await Misconfigured("403 InvalidProviderToken", (_, settings) => settings with { Key = ApnsScene.PemOf(ApnsScene.Key) });

    [Fact]
    public async Task Wrong_team_is_an_invalid_token() =>
        await Misconfigured("403 InvalidProviderToken", (_, settings) => settings with { TeamId = "TEAM654321" });

    [Fact]
    public async Task Wrong_app_is_a_disallowed_topic() =>
        await Misconfigured("400 TopicDisallowed", (_, settings) => settings with { BundleId = "org.example.other" });

    [Fact]
    public async Task Key_of_the_other_environment_is_refused() =>
        await Misconfigured("403 BadEnvironmentKeyIdInToken", (scene, settings) =>
            Of(settings, scene.Register("DEVELOP123", environments: SandboxEnvironment.Development)));

    [Theory]
    [InlineData(2, "ExpiredProviderToken")]
    [InlineData(-3602, "ExpiredProviderToken")]
    public async Task Wrong_clock_makes_even_a_new_token_expired(int secondsAhead, string reason) =>
        await Misconfigured($"403 {reason}", null, TimeSpan.FromSeconds(secondsAhead), attempts: 2);

    [Fact]
    public async Task Certificate_of_the_app_is_enough()
    {
        await using var scene = await SandboxApns.Start((scene, settings) => With(settings, scene.Server.IssueCertificate(scene.App)));

        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);
    }

    [Fact]
    public async Task Certificate_of_another_app_is_for_another_topic() =>
        await Misconfigured("400 TopicDisallowed", (scene, settings) =>
            With(settings, scene.Server.IssueCertificate(scene.Register("OTHERAPP12", "org.example.other"))));

    [Fact]
    public async Task Certificate_of_the_other_environment_is_refused() =>
        await Misconfigured("403 BadCertificateEnvironment", (scene, settings) =>
            With(settings, scene.Server.IssueCertificate(scene.Register("DEVELOP123", environments: SandboxEnvironment.Development))));

    [Fact]
    public async Task Certificate_that_apple_did_not_give_is_bad()
    {
        using var certificate = ScriptedHttp2Server.SelfSigned("127.0.0.9", "stranger");
        using var key = certificate.GetECDsaPrivateKey()!;
        var pem = $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}";

        await Misconfigured("403 BadCertificate", (_, settings) => With(settings, pem));
    }

    [Fact]
    public async Task Token_of_nobody_is_refused_without_blame_for_the_configuration() =>
        await Refused("400 BadDeviceToken", scene => new string('a', 64));

    [Fact]
    public async Task Token_of_another_app_is_refused_without_blame_for_the_configuration() =>
        await Refused("400 DeviceTokenNotForTopic", scene => scene.Issue(app: scene.Register("OTHERAPP12", "org.example.other")));

    [Fact]
    public async Task Token_for_alerts_is_refused_for_a_voip_push() =>
        await Refused("400 DeviceTokenNotForTopic", scene => scene.Issue(ApnsTokenKind.Remote));

    [Fact]
    public async Task Development_token_is_found_in_the_other_environment()
    {
        await using var scene = await SandboxApns.Start((_, settings) => settings with { Environment = PushEnvironment.Both });
        var message = scene.Call with { Token = scene.Issue(environment: SandboxEnvironment.Development) };

        Assert.Equal((PushVerdict.Accepted, 2), Told(await scene.Send(message)));
        Assert.Equal((PushVerdict.Accepted, 1), Told(await scene.Send(message)));
    }

    [Theory]
    [InlineData("Unregistered")]
    [InlineData("ExpiredToken")]
    public async Task App_that_was_removed_after_its_register_has_a_dead_token(string reason)
    {
        await using var scene = await SandboxApns.Start();
        scene.Time.Advance(TimeSpan.FromSeconds(7));
        scene.Server.Kill(scene.Token, reason);
        var killed = scene.Time.GetUtcNow();

        Assert.Equal(PushVerdict.DeadToken, (await scene.Send(scene.Call with { TokenSince = killed.AddMilliseconds(-1) })).Verdict);
        Assert.Equal(PushVerdict.Refused, (await scene.Send(scene.Call with { TokenSince = killed })).Verdict);
    }

    [Fact]
    public async Task Provider_token_is_renewed_on_its_connection_in_time_for_both_of_apples_rules()
    {
        await using var scene = await SandboxApns.Start();
        for (var minutes = 0; minutes < 180; minutes += 5)
        {
            Assert.Equal((PushVerdict.Accepted, 1), Told(await scene.Send()));
            scene.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(1, scene.Server.Connections);
    }

    private static ApnsSettings Of(ApnsSettings settings, ApnsApp app) =>
        settings with { Key = app.PrivateKeyPem, KeyId = app.Settings.KeyId, TeamId = app.Settings.TeamId };

    private static ApnsSettings With(ApnsSettings settings, string certificate) =>
        settings with { Key = null, KeyId = null, TeamId = null, Certificate = certificate };

    private static (PushVerdict Verdict, int Attempts) Told(PushOutcome outcome) => (outcome.Verdict, outcome.Attempts);

    private static async Task Misconfigured(
        string reason, Func<SandboxApns, ApnsSettings, ApnsSettings>? change, TimeSpan ahead = default, int attempts = 1)
    {
        await using var scene = await SandboxApns.Start(change, ahead);

        var outcome = await scene.Send();

        Assert.Equal((PushVerdict.Refused, reason, attempts), (outcome.Verdict, outcome.Reason, outcome.Attempts));
        Assert.True(outcome.IsConfigurationError);
    }

    private static async Task Refused(string reason, Func<SandboxApns, string> token)
    {
        await using var scene = await SandboxApns.Start();

        var outcome = await scene.Send(scene.Call with { Token = token(scene) });

        Assert.Equal((PushVerdict.Refused, reason, 1), (outcome.Verdict, outcome.Reason, outcome.Attempts));
        Assert.False(outcome.IsConfigurationError);
    }
}
