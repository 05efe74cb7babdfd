using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rouse.Sandbox.Tests.Fcm;

public sealed class OAuthTests
{
    private static readonly Dictionary<string, (Action<JsonObject, JsonObject> Spoil, string Error)> Rules = new()
    {
        ["algorithm"] = ((header, _) => header["alg"] = "HS256", "invalid_grant"),
        ["key id of nobody"] = ((header, _) => header["kid"] = "00", "invalid_grant"),
        ["no issuer"] = ((_, claims) => claims.Remove("iss"), "invalid_grant"),
        ["unknown issuer"] = ((_, claims) => claims["iss"] = "rouse@nowhere.iam.gserviceaccount.com", "invalid_grant"),
        ["issuer with another key"] = ((header, claims) =>
        {
            header.Remove("kid");
            claims["iss"] = "rouse@phone-2.iam.gserviceaccount.com";
        }, "invalid_grant"),
        ["no audience"] = ((_, claims) => claims.Remove("aud"), "invalid_grant"),
        ["audience of Google"] = ((_, claims) => claims["aud"] = "https://oauth2.googleapis.com/token", "invalid_grant"),
        ["no scope"] = ((_, claims) => claims.Remove("scope"), "invalid_scope"),
        ["empty scope"] = ((_, claims) => claims["scope"] = "", "invalid_scope"),
        ["other scope"] = ((_, claims) => claims["scope"] = "https://www.googleapis.com/auth/drive", "invalid_scope"),
        ["one scope too many"] = ((_, claims) => claims["scope"] += " https://www.googleapis.com/auth/drive", "invalid_scope"),
        ["no iat"] = ((_, claims) => claims.Remove("iat"), "invalid_grant"),
        ["no exp"] = ((_, claims) => claims.Remove("exp"), "invalid_grant"),
        ["iat in the future"] = ((_, claims) => Move(claims, "iat", 1), "invalid_grant"),
        ["more than an hour"] = ((_, claims) => Move(claims, "exp", 1), "invalid_grant"),
        ["expired"] = ((_, claims) => (claims["iat"], claims["exp"]) = (Before(claims, 3600), Before(claims, 0)), "invalid_grant"),
        ["exp before all time"] = ((_, claims) => claims["exp"] = long.MinValue, "invalid_grant"),
        ["exp after all time"] = ((_, claims) => claims["exp"] = long.MaxValue, "invalid_grant"),
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rule_has_its_error(string rule)
    {
        await using var scene = await FcmScene.Start();
        scene.RegisterOther();
        var (header, claims) = scene.Assertion();
        Rules[rule].Spoil(header, claims);

        var reply = await scene.Exchange(scene.Sign(header, claims));

        Assert.Equal((400, Rules[rule].Error), (reply.Status, reply.OAuthError));
    }

    [Fact]
    public async Task Sandbox_makes_a_service_account_with_a_key()
    {
        await using var scene = await FcmScene.Start();
        var account = JsonElement.Parse(scene.Server.RegisterFcm(new() { ProjectId = "phone-3", ProjectNumber = "3" }).ServiceAccountJson);
        var (header, claims) = scene.Assertion();
        header["kid"] = account.GetProperty("private_key_id").GetString();
        claims["iss"] = account.GetProperty("client_email").GetString();

        var reply = await scene.Exchange(SignedToken.Rs256(account.GetProperty("private_key").GetString()!, header, claims));

        Assert.Equal(200, reply.Status);
        Assert.Equal("phone-3", account.GetProperty("project_id").GetString());
    }

    [Fact]
    public async Task Exchange_gives_a_token_for_an_hour()
    {
        await using var scene = await FcmScene.Start();
        var (header, claims) = scene.Assertion();

        var reply = await scene.Exchange(scene.Sign(header, claims));

        Assert.Equal(200, reply.Status);
        Assert.Equal(3599, reply.Body.GetProperty("expires_in").GetInt32());
        Assert.Equal("Bearer", reply.Body.GetProperty("token_type").GetString());
        Assert.NotEqual(scene.Access, reply.Body.GetProperty("access_token").GetString());
    }

    [Fact]
    public async Task Assertion_is_good_until_the_second_of_its_end()
    {
        await using var scene = await FcmScene.Start();
        var (header, claims) = scene.Assertion();
        var assertion = scene.Sign(header, claims);

        scene.Clock.Advance(TimeSpan.FromSeconds(3600) - TimeSpan.FromTicks(1));
        Assert.Equal(200, (await scene.Exchange(assertion)).Status);
        scene.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("invalid_grant", (await scene.Exchange(assertion)).OAuthError);
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:grant-type:jwt", "unsupported_grant_type")]
    [InlineData("", "unsupported_grant_type")]
    public async Task Only_jwt_grants_are_supported(string grantType, string error)
    {
        await using var scene = await FcmScene.Start();
        var (header, claims) = scene.Assertion();

        Assert.Equal(error, (await scene.Exchange(scene.Sign(header, claims), grantType)).OAuthError);
    }

    [Theory]
    [InlineData("", "invalid_request")]
    [InlineData("a.b.c", "invalid_grant")]
    [InlineData("e30.e30.AAAA", "invalid_grant")]
    public async Task Text_that_is_no_assertion_is_refused(string assertion, string error)
    {
        await using var scene = await FcmScene.Start();

        Assert.Equal(error, (await scene.Exchange(assertion)).OAuthError);
    }

    [Fact]
    public async Task Signature_by_another_key_is_refused()
    {
        await using var scene = await FcmScene.Start();
        using var stranger = RSA.Create(2048);
        var (header, claims) = scene.Assertion();

        var reply = await scene.Exchange(SignedToken.Rs256(stranger.ExportPkcs8PrivateKeyPem(), header, claims));

        Assert.Equal("invalid_grant", reply.OAuthError);
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("application/x-www-form-urlencoded", "")]
    [InlineData("application/x-www-form-urlencoded", "grant_type")]
    public async Task Body_is_a_form(string contentType, string body)
    {
        await using var scene = await FcmScene.Start();

        var reply = await scene.Post(scene.Server.OAuth, new StringContent(body, new MediaTypeHeaderValue(contentType)));

        Assert.Equal(400, reply.Status);
    }

    [Fact]
    public async Task Form_beyond_all_measure_is_refused()
    {
        await using var scene = await FcmScene.Start();

        Assert.Equal("invalid_request", (await scene.Exchange(new string('a', 17_000))).OAuthError);
    }

    [Fact]
    public async Task Access_token_ends_with_its_life()
    {
        await using var scene = await FcmScene.Start();

        scene.Clock.Advance(TimeSpan.FromSeconds(3599) - TimeSpan.FromTicks(1));
        Assert.Equal("200", (await scene.Send()).Result);
        scene.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("401 UNAUTHENTICATED - -", (await scene.Send()).Result);
        scene.Access = await scene.Authorize();
        Assert.Equal("200", (await scene.Send()).Result);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ya29.sandbox-of-nobody")]
    public async Task Push_without_a_good_access_token_is_unauthenticated(string? access)
    {
        await using var scene = await FcmScene.Start();
        scene.Access = access;

        Assert.Equal("401 UNAUTHENTICATED - -", (await scene.Send()).Result);
    }

    [Fact]
    public async Task Revoked_access_token_is_unauthenticated()
    {
        await using var scene = await FcmScene.Start();
        scene.Server.RevokeAccessTokens();

        Assert.Equal("401 UNAUTHENTICATED - -", (await scene.Send()).Result);
    }

    [Fact]
    public async Task Token_endpoint_has_a_script_too()
    {
        await using var scene = await FcmScene.Start();
        scene.Server.Script.Next(
            SandboxService.OAuth, new SandboxBehaviour.Refuse(503, "internal_failure") { RetryAfter = TimeSpan.FromSeconds(7) });
        var (header, claims) = scene.Assertion();

        var reply = await scene.Exchange(scene.Sign(header, claims));

        Assert.Equal((503, "internal_failure", TimeSpan.FromSeconds(7)), (reply.Status, reply.OAuthError, reply.RetryAfter));
        Assert.Equal("200", (await scene.Send()).Result);
    }

    private static void Move(JsonObject claims, string name, long seconds) => claims[name] = claims[name]!.GetValue<long>() + seconds;

    private static long Before(JsonObject claims, long seconds) => claims["iat"]!.GetValue<long>() - seconds;
}
