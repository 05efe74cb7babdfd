using Rouse.Sandbox.Apns;

namespace Rouse.Sandbox.Tests.Apns;

public sealed class ApnsAnyTokenTests
{
    private static readonly SandboxSettings AnyToken = new() { AcceptsAnyToken = true };

    [Theory]
    [InlineData("aa", 200, "")]
    [InlineData("00FC13ADFF785122B4AD28809A3420982341241421348097878E577C991DE8F0", 200, "")]
    [InlineData("aaa", 400, "BadDeviceToken")]
    [InlineData("ag", 400, "BadDeviceToken")]
    [InlineData("dea0", 200, "")]
    [InlineData("dead", 410, "Unregistered")]
    [InlineData("DEADBEEF", 410, "Unregistered")]
    [InlineData("deadbee", 400, "BadDeviceToken")]
    [InlineData("bad0ff", 400, "BadDeviceToken")]
    [InlineData("bad1ff", 200, "")]
    [InlineData("5030ff", 503, "ServiceUnavailable")]
    public async Task Token_that_was_never_given_out_is_answered_by_its_beginning(string token, int status, string reason)
    {
        await using var scene = await ApnsScene.Start(AnyToken);

        Assert.Equal((status, reason), (await scene.Send(scene.Alert(token))).Result);
        Assert.Equal((status, reason), (await scene.Send(scene.Call(token), scene.NewClient())).Result);
        Assert.Equal((status, reason), (await scene.Send(scene.Alert(token), service: scene.Server.ApnsDevelopment)).Result);
    }

    [Fact]
    public async Task Dead_token_is_dead_as_of_now()
    {
        await using var scene = await ApnsScene.Start(AnyToken);
        scene.Clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(scene.Clock.GetUtcNow().ToUnixTimeMilliseconds(), (await scene.Send(scene.Alert("dead"))).Timestamp);
    }

    [Fact]
    public async Task Token_that_was_given_out_keeps_its_rules()
    {
        await using var scene = await ApnsScene.Start(AnyToken);

        Assert.Equal((400, "BadDeviceToken"), (await scene.Send(scene.Alert(), service: scene.Server.ApnsDevelopment)).Result);
        Assert.Equal((400, "DeviceTokenNotForTopic"), (await scene.Send(scene.Alert(scene.Voip), scene.NewClient())).Result);
        scene.Server.Kill(scene.Remote);
        Assert.Equal((410, "Unregistered"), (await scene.Send(scene.Alert(), scene.NewClient())).Result);
    }

    [Fact]
    public async Task Every_other_rule_holds()
    {
        await using var scene = await ApnsScene.Start(AnyToken);
        var push = scene.Alert("aa");
        push["apns-priority"] = "7";
        Assert.Equal((400, "BadPriority"), (await scene.Send(push)).Result);
        Assert.Equal((400, "MissingDeviceToken"), (await scene.Send(scene.Alert(""), scene.NewClient())).Result);
        push = scene.Alert("aa");
        push["apns-topic"] = "com.other.app";
        Assert.Equal((400, "TopicDisallowed"), (await scene.Send(push, scene.NewClient())).Result);
    }

    [Theory]
    [InlineData("com.other.app", 200, "")]
    [InlineData("com other app", 400, "BadTopic")]
    [InlineData("com.other.app.voip", 400, "BadTopic")]
    public async Task Key_for_any_bundle_pushes_to_every_well_formed_topic(string topic, int status, string reason)
    {
        await using var scene = await ApnsScene.Start(AnyToken);
        var app = scene.Server.RegisterApns(new() { TeamId = ApnsScene.Team, KeyId = "ANYBUNDLE1", AnyBundle = true });
        var push = scene.Alert("aa");
        push["apns-topic"] = topic;
        Sign(push, app);

        Assert.Equal((status, reason), (await scene.Send(push)).Result);
    }

    [Fact]
    public async Task Key_for_any_bundle_is_checked_as_any_key()
    {
        await using var scene = await ApnsScene.Start(AnyToken);
        var app = scene.Server.RegisterApns(new() { TeamId = ApnsScene.Team, KeyId = "ANYBUNDLE1", AnyBundle = true });
        var push = scene.Alert("aa");
        push.TokenClaims["iss"] = "TEAM654321";
        Sign(push, app);

        Assert.Equal((403, "InvalidProviderToken"), (await scene.Send(push)).Result);
    }

    [Fact]
    public async Task App_has_a_bundle_id()
    {
        await using var scene = await ApnsScene.Start();

        Assert.Throws<ArgumentException>(() => scene.Server.RegisterApns(new() { TeamId = ApnsScene.Team, KeyId = "NOBUNDLE12" }));
    }

    private static void Sign(ApnsPush push, ApnsApp app)
    {
        push.TokenHeader["kid"] = app.Settings.KeyId;
        push.PrivateKeyPem = app.PrivateKeyPem!;
        push.Sign();
    }
}
