using Rouse.Sandbox.Apns;

namespace Rouse.Sandbox.Tests.Apns;

public sealed class ApnsAnswerTests
{
    private const string Id = "65fd1ea2-2f6f-588d-b76f-547bfcdb1641";

    [Fact]
    public async Task Accepted_push_is_recorded_as_the_device_gets_it()
    {
        await using var scene = await ApnsScene.Start();
        var heard = new List<AcceptedPush>();
        scene.Server.Pushes.OnPush += heard.Add;
        var push = scene.Call();
        (push["apns-id"], push["apns-expiration"], push["apns-collapse-id"]) = (Id, "1772366490", "call");

        var reply = await scene.Send(push);

        var recorded = await scene.Server.Pushes.NextAsync().Soon();
        Assert.Equal(Id, reply.Headers["apns-id"]);
        Assert.Equal(new AcceptedPush
        {
            Service = SandboxService.Apns,
            App = ApnsScene.BundleId,
            Token = scene.Voip,
            Kind = "voip",
            Id = Id,
            Urgent = true,
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(1772366490),
            CollapseId = "call",
            Payload = ApnsPush.Json,
            At = scene.Clock.GetUtcNow(),
        }, recorded);
        Assert.Equal([recorded], heard);
        Assert.False(scene.Server.Pushes.TryNext(out _));
    }

    [Fact]
    public async Task Waiting_for_a_push_ends_when_it_comes()
    {
        await using var scene = await ApnsScene.Start();
        var next = scene.Server.Pushes.NextAsync();
        Assert.False(next.IsCompleted);

        await scene.Send(scene.Background());

        Assert.Equal("background", (await next.Soon()).Kind);
    }

    [Fact]
    public async Task Push_without_an_id_gets_one()
    {
        await using var scene = await ApnsScene.Start();

        var reply = await scene.Send(scene.Alert());

        Assert.True(Guid.TryParseExact(reply.Headers["apns-id"], "D", out _));
        Assert.Equal(reply.Headers["apns-id"], (await scene.Server.Pushes.NextAsync().Soon()).Id);
    }

    [Fact]
    public async Task Refusal_repeats_the_id()
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Alert();
        (push["apns-id"], push["apns-topic"]) = (Id, null);

        Assert.Equal(Id, (await scene.Send(push)).Headers["apns-id"]);
    }

    [Fact]
    public async Task Unique_id_is_given_in_development_only()
    {
        await using var scene = await ApnsScene.Start();
        var development = scene.Alert(scene.Issue(environment: ApnsEnvironment.Development));

        Assert.DoesNotContain("apns-unique-id", (await scene.Send(scene.Alert())).Headers.Keys);
        Assert.Contains("apns-unique-id", (await scene.Send(development, service: scene.Server.ApnsDevelopment)).Headers.Keys);
    }

    [Theory]
    [InlineData("Unregistered")]
    [InlineData("ExpiredToken")]
    public async Task Killed_token_is_gone_since_then(string reason)
    {
        await using var scene = await ApnsScene.Start();
        Assert.True(scene.Server.Kill(scene.Remote, reason));
        var killed = scene.Clock.GetUtcNow();
        scene.Clock.Advance(TimeSpan.FromHours(3));

        var reply = await scene.Send(scene.Alert());

        Assert.Equal((410, reason), reply.Result);
        Assert.Equal(killed.ToUnixTimeMilliseconds(), reply.Timestamp);
    }

    [Fact]
    public async Task Token_of_nobody_cannot_be_killed()
    {
        await using var scene = await ApnsScene.Start();

        Assert.False(scene.Server.Kill("00"));
    }

    [Theory]
    [InlineData("authorization")]
    [InlineData("apns-push-type")]
    [InlineData("apns-topic")]
    [InlineData("apns-priority")]
    public async Task Header_that_comes_twice_is_refused(string twice)
    {
        await using var scene = await ApnsScene.Start();
        await using var raw = await RawHttp2.Connect(scene.Server, scene.Server.ApnsProduction).Soon();
        var push = scene.Alert();

        await raw.Send(Lines(push, scene.Server.ApnsProduction).Append((twice, push[twice]!)), push.Body).Soon();

        Assert.Equal("""{"reason":"DuplicateHeaders"}""", (await raw.Next(FrameType.Data).Soon())!.Text);
    }

    /// <summary>The header list of a push for <see cref="RawHttp2"/>.</summary>
    internal static IEnumerable<(string Name, string Value)> Lines(ApnsPush push, Uri service) =>
    [
        (":method", "POST"), (":scheme", "https"), (":authority", service.Authority), (":path", push.Path),
        .. push.Headers.Select(header => (header.Key, header.Value)),
    ];
}
