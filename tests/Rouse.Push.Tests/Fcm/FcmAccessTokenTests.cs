using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Rouse.Push.Tests.Apns;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Fcm;

public sealed class FcmAccessTokenTests
{
    private static readonly TimeSpan NoRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan UntilRenewal = TimeSpan.FromMinutes(55);

    [Fact]
    public async Task Assertion_names_account_scope_audience_and_time_and_is_signed_by_the_account()
    {
        await using var scene = await FcmScene.StartAsync();
        await Accept(scene);

        var request = await scene.OAuth.Received();
        var form = HttpUtility.ParseQueryString(request.Body);
        var parts = form["assertion"]!.Split('.');

        Assert.Equal(("POST", "/token"), (request.Method, request.Path));
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"]);
        Assert.Equal("""{"alg":"RS256","typ":"JWT","kid":"key-1"}""", Text(parts[0]));
        var now = ApnsScene.Start.ToUnixTimeSeconds();
        var claims = $$"""
            {"iss":"push@example-phone.iam.gserviceaccount.com","scope":"https://www.googleapis.com/auth/firebase.messaging",
            "aud":"{{scene.OAuth.Url}}/token","iat":{{now}},"exp":{{now + 3600}}}
            """;
        Assert.Equal(claims.ReplaceLineEndings(""), Text(parts[1]));
        Assert.True(FcmScene.Key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public async Task Server_that_stands_in_is_asked_with_the_audience_of_the_account()
    {
        await using var other = await ScriptedHttp2Server.StartAsync();
        await using var scene = await FcmScene.StartAsync(
            s => s with { TokenUrl = other.Url + "/oauth", Authority = s.Authority + "\n" + other.Authority });
        other.Then(FcmScene.AccessToken("other"));
        await Accept(scene);

        var request = await other.Received();
        Assert.Equal("/oauth", request.Path);
        Assert.Contains($"{scene.OAuth.Url}/token", Text(HttpUtility.ParseQueryString(request.Body)["assertion"]!.Split('.')[1]));
    }

    [Fact]
    public async Task Many_pushes_at_once_fetch_one_token()
    {
        await using var scene = await FcmScene.StartAsync(hasToken: false);
        var gate = new TaskCompletionSource();
        scene.OAuth.Then(Http2Steps.When(gate, FcmScene.AccessToken("access-1")));
        for (var i = 0; i < 20; i++)
            scene.Server.Then(Http2Steps.Answer(200, "{}"));

        var sending = Enumerable.Range(0, 20).Select(_ => scene.Send()).ToArray();
        await scene.OAuth.Received();
        gate.SetResult();

        Assert.All(await Task.WhenAll(sending), outcome => Assert.Equal(PushVerdict.Accepted, outcome.Verdict));
        Assert.Equal(1, scene.OAuth.Requests);
    }

    [Fact]
    public async Task Token_is_kept_until_five_minutes_before_its_end()
    {
        await using var scene = await FcmScene.StartAsync();
        await Accept(scene);
        scene.Time.Advance(UntilRenewal - FcmScene.Tick);

        await Accept(scene);

        Assert.Equal(1, scene.OAuth.Requests);
    }

    [Fact]
    public async Task Token_is_replaced_beside_the_pushes_five_minutes_before_its_end()
    {
        await using var scene = await FcmScene.StartAsync();
        var gate = new TaskCompletionSource();
        scene.OAuth.Then(Http2Steps.When(gate, FcmScene.AccessToken("access-2")));
        await Accept(scene);
        await scene.OAuth.Received();
        scene.Time.Advance(UntilRenewal);

        Assert.Equal("access-1", await Accept(scene));
        await scene.OAuth.Received();
        Assert.Equal("access-1", await Accept(scene));
        gate.SetResult();
        await Until(async () => await Accept(scene) == "access-2");

        Assert.Equal(2, scene.OAuth.Requests);
    }

    [Fact]
    public async Task Token_at_its_end_is_not_used()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.OAuth.Then(FcmScene.AccessToken("access-2"));
        await Accept(scene);
        scene.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("access-2", await Accept(scene));
    }

    [Fact]
    public async Task Failed_renewal_is_left_alone_for_ten_seconds_while_the_old_token_is_good()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.OAuth.Then(Http2Steps.Answer(503), FcmScene.AccessToken("access-2"));
        await Accept(scene);
        await scene.OAuth.Received();
        scene.Time.Advance(UntilRenewal);

        await Accept(scene);
        await scene.OAuth.Received();
        // Once the failure has arrived nothing is asked; before that the one request is shared: either way there are two.
        for (var i = 0; i < 5; i++)
            Assert.Equal("access-1", await Accept(scene));
        Assert.Equal(2, scene.OAuth.Requests);
        scene.Time.Advance(TimeSpan.FromSeconds(10));

        await Until(async () => await Accept(scene) == "access-2");
        Assert.Equal(3, scene.OAuth.Requests);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""", "400 invalid_grant")]
    [InlineData(401, """{"error":"invalid_client"}""", "401 invalid_client")]
    [InlineData(403, "", "403")]
    public async Task Account_that_google_does_not_know_is_a_wrong_configuration(int status, string body, string reason)
    {
        await using var scene = await FcmScene.StartAsync(hasToken: false);
        scene.OAuth.Then(Http2Steps.Answer(status, body));

        Assert.Equal(
            new PushOutcome(PushVerdict.Refused, status, $"access token: {reason}", 1) { IsConfigurationError = true },
            await scene.Send());
        Assert.Equal(0, scene.Server.Requests);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"access_token":"a","expires_in":"soon"}""")]
    [InlineData("""{"access_token":"a","expires_in":0}""")]
    [InlineData("""{"access_token":"","expires_in":3600}""")]
    [InlineData("""{"access_token":7,"expires_in":3600}""")]
    [InlineData("""{"access_token":"a\r\nx: y","expires_in":3600}""")]
    [InlineData("""{"access_token":"\ud800","expires_in":3600}""")]
    public async Task Answer_without_a_token_is_a_failure(string body)
    {
        await using var scene = await FcmScene.StartAsync(hasToken: false);
        scene.OAuth.Then(Http2Steps.Answer(200, body));

        Assert.Equal(
            new PushOutcome(PushVerdict.Failed, 0, "access token: no access token in the answer", 1), await scene.Send(deadline: NoRetry));
    }

    [Fact]
    public async Task Sick_server_of_tokens_is_asked_again()
    {
        await using var scene = await FcmScene.StartAsync(hasToken: false);
        scene.OAuth.Then(Http2Steps.Answer(503), FcmScene.AccessToken("access-1"));
        scene.Server.Then(Http2Steps.Answer(200, "{}"));

        var sending = scene.Send();
        await scene.Pass(FcmScene.FirstWait);

        Assert.Equal(PushVerdict.Accepted, (await sending).Verdict);
    }

    [Fact]
    public async Task Token_for_a_very_long_time_is_kept_for_a_day_at_most()
    {
        await using var scene = await FcmScene.StartAsync(hasToken: false);
        scene.OAuth.Then(FcmScene.AccessToken("access-1", long.MaxValue), FcmScene.AccessToken("access-2"));
        await Accept(scene);
        scene.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal("access-2", await Accept(scene));
    }

    /// <summary>Sends one push; the result is the access token that it came with.</summary>
    private static async Task<string> Accept(FcmScene scene)
    {
        scene.Server.Then(Http2Steps.Answer(200, "{}"));
        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);
        return (await scene.Server.Received()).Headers["authorization"]["Bearer ".Length..];
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (await isSo())
                return;
        }
        Assert.Fail("it never was so");
    }

    private static string Text(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
}
