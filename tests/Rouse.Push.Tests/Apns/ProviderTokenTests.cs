using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Rouse.Push.Apns;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Apns;

public sealed class ProviderTokenTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(50);

    [Fact]
    public async Task Token_names_key_team_and_time_and_is_signed_by_the_key()
    {
        await using var scene = await ApnsScene.StartAsync();

        var token = await Sent(scene);

        var parts = token.Split('.');
        Assert.Equal("""{"alg":"ES256","kid":"ABC123DEFG"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Equal($$"""{"iss":"TEAM123456","iat":{{ApnsScene.Start.ToUnixTimeSeconds()}}}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        Assert.True(ApnsScene.Key.VerifyData(signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
    }

    [Fact]
    public async Task Token_is_kept_for_fifty_minutes_and_replaced_then()
    {
        await using var scene = await ApnsScene.StartAsync();

        var first = await Sent(scene);
        scene.Time.Advance(Lifetime - ApnsScene.Tick);
        Assert.Equal(first, await Sent(scene));
        scene.Time.Advance(ApnsScene.Tick);
        var second = await Sent(scene);

        Assert.NotEqual(first, second);
        Assert.Equal(second, await Sent(scene));
    }

    [Fact]
    public async Task Providers_with_the_same_key_share_one_token()
    {
        using var tokens = new ApnsTokens(ApnsScene.At(ApnsScene.Start));
        await using var scene = await ApnsScene.StartAsync();
        var sent = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            // The first is gone when the second begins, as when an app's settings change.
            using var provider = new ApnsProvider(scene.Settings, scene.Time, tokens);
            scene.Server.Then(Http2Steps.Answer(200));
            await provider.SendAsync(ApnsScene.Message, ApnsScene.Minutes, CancellationToken.None).Soon();
            sent.Add((await scene.Server.Received()).Headers["authorization"]);
        }

        Assert.Equal(sent[0], sent[1]);
    }

    [Fact]
    public void New_key_under_an_old_id_has_its_own_token()
    {
        using var tokens = new ApnsTokens(ApnsScene.At(ApnsScene.Start));

        var first = tokens.Of("TEAM123456", "ABC123DEFG", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var second = tokens.Of("TEAM123456", "ABC123DEFG", ECDsa.Create(ECCurve.NamedCurves.nistP256));

        Assert.NotSame(first, second);
    }

    [Fact]
    public async Task Token_that_apple_calls_expired_is_replaced_once()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Reason(403, "ExpiredProviderToken"), Http2Steps.Answer(200));

        var outcome = await scene.Send();

        Assert.Equal((PushVerdict.Accepted, 2), (outcome.Verdict, outcome.Attempts));
        var first = await scene.Server.Received();
        var second = await scene.Server.Received();
        Assert.NotEqual(first.Headers["authorization"], second.Headers["authorization"]);
        Assert.Equal(first.Headers["apns-id"], second.Headers["apns-id"]);
    }

    [Fact]
    public async Task Token_that_is_expired_again_is_a_wrong_configuration()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Reason(403, "ExpiredProviderToken"), Http2Steps.Reason(403, "ExpiredProviderToken"));

        var outcome = await scene.Send();

        Assert.Equal((PushVerdict.Refused, "403 ExpiredProviderToken", 2), (outcome.Verdict, outcome.Reason, outcome.Attempts));
        Assert.True(outcome.IsConfigurationError);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 2)]
    public async Task Tokens_are_not_replaced_by_force_more_often_than_every_twenty_minutes(int ticks, int attempts)
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Reason(403, "ExpiredProviderToken"), Http2Steps.Answer(200));
        await scene.Send();

        scene.Time.Advance(TimeSpan.FromMinutes(20) + TimeSpan.FromTicks(ticks));
        scene.Server.Then(Http2Steps.Reason(403, "ExpiredProviderToken"), Http2Steps.Answer(200));

        Assert.Equal(attempts, (await scene.Send()).Attempts);
    }

    [Fact]
    public void Token_replaced_by_another_push_is_not_replaced_again()
    {
        using var token = Create(ApnsScene.At(ApnsScene.Start));
        var old = token.Current();

        Assert.True(token.TryReplace(old));
        var replacement = token.Current();
        Assert.True(token.TryReplace(old));

        Assert.Equal(replacement, token.Current());
    }

    [Fact]
    public void Token_from_the_future_is_replaced_when_the_clock_is_set_back()
    {
        var clock = new WallClock();
        using var token = Create(clock);
        var early = token.Current();

        clock.Wall -= TimeSpan.FromSeconds(1);
        var late = token.Current();

        Assert.NotEqual(early, late);
        Assert.Equal(late, token.Current());
    }

    [Fact]
    public void Token_that_the_wall_clock_makes_old_is_replaced()
    {
        var clock = new WallClock();
        using var token = Create(clock);
        var early = token.Current();

        clock.Wall += Lifetime - ApnsScene.Tick;
        Assert.Equal(early, token.Current());
        clock.Wall += ApnsScene.Tick;

        Assert.NotEqual(early, token.Current());
    }

    private static ProviderToken Create(TimeProvider time) =>
        new("TEAM123456", "ABC123DEFG", ECDsa.Create(ECCurve.NamedCurves.nistP256), time);

    private static async Task<string> Sent(ApnsScene scene)
    {
        scene.Server.Then(Http2Steps.Answer(200));
        Assert.Equal(PushVerdict.Accepted, (await scene.Send()).Verdict);
        var authorization = (await scene.Server.Received()).Headers["authorization"];
        Assert.StartsWith("bearer ", authorization);
        return authorization["bearer ".Length..];
    }

    /// <summary>A wall clock that somebody sets, while no time passes.</summary>
    private sealed class WallClock : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = ApnsScene.Start;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => 0;
    }
}
