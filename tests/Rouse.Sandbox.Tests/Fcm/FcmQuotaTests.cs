using System.Text.Json.Nodes;
using Rouse.Sandbox.Fcm;

namespace Rouse.Sandbox.Tests.Fcm;

public sealed class FcmQuotaTests
{
    private const string Exceeded = "429 RESOURCE_EXHAUSTED QUOTA_EXCEEDED -";
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public async Task Device_gets_so_many_in_a_minute()
    {
        await using var scene = await FcmScene.Start(new FcmQuotaSettings { PerDeviceAndMinute = 2 });

        Assert.Equal(["200", "200", Exceeded], await Send(scene, 3));
        Assert.Equal("200", (await scene.Send(For(scene, scene.Server.IssueToken(scene.App)))).Result);
        scene.Clock.Advance(TimeSpan.FromMinutes(1) - Tick);
        Assert.Equal(Exceeded, (await scene.Send()).Result);
        scene.Clock.Advance(Tick);
        Assert.Equal(["200", "200", Exceeded], await Send(scene, 3));
    }

    [Fact]
    public async Task Sender_is_told_how_long_to_wait()
    {
        await using var scene = await FcmScene.Start(new FcmQuotaSettings { PerDeviceAndMinute = 1 });
        await scene.Send();
        scene.Clock.Advance(TimeSpan.FromSeconds(18.5));

        Assert.Equal(TimeSpan.FromSeconds(42), (await scene.Send()).RetryAfter);
    }

    [Fact]
    public async Task Device_gets_so_many_in_an_hour()
    {
        await using var scene = await FcmScene.Start(new FcmQuotaSettings { PerDeviceAndHour = 2 });
        await Send(scene, 2);

        scene.Clock.Advance(TimeSpan.FromMinutes(59));
        var refused = await scene.Send();
        Assert.Equal((Exceeded, TimeSpan.FromMinutes(1)), (refused.Result, refused.RetryAfter));
        scene.Access = await scene.Authorize();
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("200", (await scene.Send()).Result);
    }

    [Fact]
    public async Task Project_sends_so_many_in_a_minute()
    {
        await using var scene = await FcmScene.Start(new FcmQuotaSettings { PerProjectAndMinute = 1 });
        await scene.Send();

        Assert.Equal(Exceeded, (await scene.Send(For(scene, scene.Server.IssueToken(scene.App)))).Result);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("200", (await scene.Send()).Result);
    }

    [Fact]
    public async Task Collapsible_messages_come_in_a_burst_and_then_one_by_one()
    {
        await using var scene = await FcmScene.Start(
            new FcmQuotaSettings { CollapsibleBurst = 2, CollapsibleRefill = TimeSpan.FromMinutes(3) });

        Assert.Equal(["200", "200", Exceeded], await Send(scene, 3, "call"));
        Assert.Equal("200", (await scene.Send()).Result);
        scene.Clock.Advance(TimeSpan.FromMinutes(3) - Tick);
        Assert.Equal([Exceeded], await Send(scene, 1, "call"));
        scene.Clock.Advance(Tick);
        Assert.Equal(["200", Exceeded], await Send(scene, 2, "call"));
        scene.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(["200", "200", Exceeded], await Send(scene, 3, "other"));
    }

    [Fact]
    public void Defaults_are_those_of_the_documents() =>
        Assert.Equal(
            new FcmQuotaSettings
            {
                PerProjectAndMinute = 600_000,
                PerDeviceAndMinute = 240,
                PerDeviceAndHour = 5_000,
                CollapsibleBurst = 20,
                CollapsibleRefill = TimeSpan.FromMinutes(3),
            },
            new());

    private static async Task<List<string>> Send(FcmScene scene, int count, string? collapseKey = null)
    {
        var results = new List<string>();
        for (var sent = 0; sent < count; sent++)
        {
            var body = scene.Message();
            body["message"]!["android"]!["collapse_key"] = collapseKey;
            results.Add((await scene.Send(body)).Result);
        }

        return results;
    }

    private static JsonObject For(FcmScene scene, string token)
    {
        var body = scene.Message();
        body["message"]!["token"] = token;
        return body;
    }
}
