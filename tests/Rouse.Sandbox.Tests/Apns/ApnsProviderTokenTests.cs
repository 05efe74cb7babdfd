using System.Security.Cryptography;
using Rouse.Sandbox.Apns;

namespace Rouse.Sandbox.Tests.Apns;

public sealed class ApnsProviderTokenTests
{
    private static readonly Dictionary<string, Action<ApnsPush>> Spoilt = new()
    {
        ["algorithm none"] = push => push.TokenHeader["alg"] = "none",
        ["algorithm RS256"] = push => push.TokenHeader["alg"] = "RS256",
        ["no key id"] = push => push.TokenHeader.Remove("kid"),
        ["unknown key id"] = push => push.TokenHeader["kid"] = "ZZZ123DEFG",
        ["no issuer"] = push => push.TokenClaims.Remove("iss"),
        ["issuer of another team"] = push => push.TokenClaims["iss"] = "TEAM654321",
        ["no time"] = push => push.TokenClaims.Remove("iat"),
        ["time as text"] = push => push.TokenClaims["iat"] = push.TokenClaims["iat"]!.ToString(),
        ["time with a fraction"] = push => push.TokenClaims["iat"] = 1.5,
        ["key of a stranger"] = push => push.PrivateKeyPem = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem(),
    };

    public static TheoryData<string> Names => [.. Spoilt.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Token_is_invalid(string rule)
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Alert();
        Spoilt[rule](push);
        push.Sign();

        Assert.Equal((403, "InvalidProviderToken"), (await scene.Send(push)).Result);
    }

    [Theory]
    [InlineData("bearer a.b")]
    [InlineData("bearer a.b.c")]
    [InlineData("bearer ..")]
    [InlineData("bearer e30.e30.")]
    [InlineData("bearer e30=.e30.AAAA")]
    [InlineData("bearer W10.W10.AAAA")]
    [InlineData("bearer ////.////.////")]
    public async Task Text_that_is_no_token_is_invalid(string authorization)
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Alert();
        push["authorization"] = authorization;

        Assert.Equal((403, "InvalidProviderToken"), (await scene.Send(push)).Result);
    }

    [Fact]
    public async Task Changed_token_has_a_wrong_signature()
    {
        await using var scene = await ApnsScene.Start();
        var (mine, other) = (scene.Alert(), scene.Alert());
        other.TokenClaims["iat"] = other.TokenClaims["iat"]!.GetValue<long>() - 1;
        other.Sign();
        var signature = other["authorization"]!.Split('.')[2];
        mine["authorization"] = mine["authorization"]![..(mine["authorization"]!.LastIndexOf('.') + 1)] + signature;

        Assert.Equal((403, "InvalidProviderToken"), (await scene.Send(mine)).Result);
    }

    [Theory]
    [InlineData(0, 200, "")]
    [InlineData(-3600, 200, "")]
    [InlineData(-3601, 403, "ExpiredProviderToken")]
    [InlineData(1, 403, "ExpiredProviderToken")]
    [InlineData(-9_000_000_000_000_000_000, 403, "ExpiredProviderToken")]
    [InlineData(7_000_000_000_000_000_000, 403, "ExpiredProviderToken")]
    public async Task Token_is_good_for_an_hour(long secondsFromNow, int status, string reason)
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Alert();
        push.TokenClaims["iat"] = scene.Clock.GetUtcNow().ToUnixTimeSeconds() + secondsFromNow;
        push.Sign();

        Assert.Equal((status, reason), (await scene.Send(push)).Result);
    }

    [Fact]
    public async Task Token_grows_old_on_its_connection()
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Alert();

        Assert.Equal(200, (await scene.Send(push)).Status);
        scene.Clock.Advance(TimeSpan.FromSeconds(3600));
        Assert.Equal(200, (await scene.Send(push)).Status);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((403, "ExpiredProviderToken"), (await scene.Send(push)).Result);
    }

    [Fact]
    public async Task Token_is_renewed_every_twenty_minutes_at_most()
    {
        await using var scene = await ApnsScene.Start();
        var first = scene.Alert();
        await scene.Send(first);

        scene.Clock.Advance(TimeSpan.FromMinutes(20) - TimeSpan.FromTicks(1));
        Assert.Equal((429, "TooManyProviderTokenUpdates"), (await scene.Send(scene.Alert())).Result);
        Assert.Equal((200, ""), (await scene.Send(first)).Result);
        scene.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((200, ""), (await scene.Send(scene.Alert())).Result);
    }

    [Fact]
    public async Task Other_connection_may_bring_its_own_token()
    {
        await using var scene = await ApnsScene.Start();
        await scene.Send(scene.Alert());
        scene.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((200, ""), (await scene.Send(scene.Alert(), scene.NewClient())).Result);
    }

    [Fact]
    public async Task Connection_belongs_to_one_key()
    {
        await using var scene = await ApnsScene.Start();
        var other = scene.Server.RegisterApns(new() { TeamId = ApnsScene.Team, KeyId = "OTHER12345", BundleIds = [ApnsScene.BundleId] });
        await scene.Send(scene.Alert());
        var push = scene.Alert();
        push.TokenHeader["kid"] = "OTHER12345";
        push.PrivateKeyPem = other.PrivateKeyPem!;
        push.Sign();

        Assert.Equal((403, "UnrelatedKeyIdInToken"), (await scene.Send(push)).Result);
        Assert.Equal((200, ""), (await scene.Send(push, scene.NewClient())).Result);
    }

    [Fact]
    public async Task Key_of_one_environment_is_refused_in_the_other()
    {
        await using var scene = await ApnsScene.Start();
        var app = scene.Server.RegisterApns(new()
        {
            TeamId = ApnsScene.Team,
            KeyId = "DEVELOP123",
            BundleIds = [ApnsScene.BundleId],
            Environments = ApnsEnvironment.Development,
        });
        var push = scene.Alert(scene.Server.IssueToken(app, ApnsScene.BundleId, ApnsEnvironment.Development, ApnsTokenKind.Remote));
        push.TokenHeader["kid"] = "DEVELOP123";
        push.PrivateKeyPem = app.PrivateKeyPem!;
        push.Sign();

        Assert.Equal((403, "BadEnvironmentKeyIdInToken"), (await scene.Send(push)).Result);
        Assert.Equal((200, ""), (await scene.Send(push, service: scene.Server.ApnsDevelopment)).Result);
    }

    [Fact]
    public async Task Client_may_keep_its_private_key_to_itself()
    {
        await using var scene = await ApnsScene.Start();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var app = scene.Server.RegisterApns(new()
        {
            TeamId = ApnsScene.Team,
            KeyId = "MYOWN12345",
            BundleIds = [ApnsScene.BundleId],
            PublicKeyPem = key.ExportSubjectPublicKeyInfoPem(),
        });
        var push = scene.Alert();
        push.TokenHeader["kid"] = "MYOWN12345";
        push.PrivateKeyPem = key.ExportPkcs8PrivateKeyPem();
        push.Sign();

        Assert.Null(app.PrivateKeyPem);
        Assert.Equal((200, ""), (await scene.Send(push)).Result);
    }

    [Fact]
    public async Task Key_id_is_registered_once()
    {
        await using var scene = await ApnsScene.Start();

        Assert.Throws<ArgumentException>(() => scene.Server.RegisterApns(scene.App.Settings));
    }

    [Fact]
    public async Task Refused_requests_do_not_count_as_renewals()
    {
        await using var scene = await ApnsScene.Start();
        var stale = scene.Alert();
        stale.TokenClaims["iat"] = 0;
        stale.Sign();

        Assert.Equal(403, (await scene.Send(stale)).Status);
        Assert.Equal(200, (await scene.Send(scene.Alert())).Status);
    }
}
