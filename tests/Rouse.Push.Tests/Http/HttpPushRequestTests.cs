using System.Text.Json;

namespace Rouse.Push.Tests.Http;

public sealed class HttpPushRequestTests
{
    [Fact]
    public async Task Body_says_what_to_wake_but_not_who_calls()
    {
        var request = await Request(new PushScene());

        Assert.Equal("POST", request.Method);
        Assert.Equal("/push", request.Target);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        const string Expected = """
            {"provider":"fcm","param":"org.example.phone","token":"Secret-Token:1","event":"call",
            "call_id":"a84b4c76e66710@pc33.atlanta.com","uuid":"65fd1ea2-2f6f-588d-b76f-547bfcdb1641","ttl":60}
            """;
        Assert.Equal(Expected.ReplaceLineEndings(""), request.Body);
    }

    [Fact]
    public async Task Body_says_who_calls_whom_where_that_is_configured()
    {
        var request = await Request(new PushScene(change: s => s with { ShowCaller = true }));

        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal("sip:alice@example.org", body.RootElement.GetProperty("from_uri").GetString());
        Assert.Equal("Alice \"A\" Näf", body.RootElement.GetProperty("from_name").GetString());
        Assert.Equal("sip:bob@example.org", body.RootElement.GetProperty("to").GetString());
    }

    [Fact]
    public async Task Caller_without_a_name_has_no_name_in_the_body()
    {
        var request = await Request(new PushScene(change: s => s with { ShowCaller = true }), PushScene.Message with { CallerName = null });

        Assert.Contains("from_uri", request.Body);
        Assert.DoesNotContain("from_name", request.Body);
    }

    [Theory]
    [InlineData(PushEvent.Message, "message")]
    [InlineData(PushEvent.Cancel, "cancel")]
    public async Task Event_is_told_by_its_name(PushEvent happened, string name)
    {
        var request = await Request(new PushScene(), PushScene.Message with { Event = happened });

        Assert.Contains($"\"event\":\"{name}\"", request.Body);
    }

    [Theory]
    [InlineData("quote\" backslash\\ newline\n")]
    [InlineData("\",\"ttl\":0,\"x\":\"")]
    public async Task Hostile_name_stays_a_string(string name)
    {
        var request = await Request(new PushScene(change: s => s with { ShowCaller = true }), PushScene.Message with { CallerName = name });

        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(name, body.RootElement.GetProperty("from_name").GetString());
        Assert.Equal(60, body.RootElement.GetProperty("ttl").GetInt32());
    }

    [Fact]
    public async Task Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        var request = await Request(new PushScene(), PushScene.Message with { CallId = "\ud800" });

        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal("\ufffd", body.RootElement.GetProperty("call_id").GetString());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Get_and_delete_carry_all_in_the_url(string method)
    {
        var request = await Request(new PushScene("/{provider}/{token}?e={event}&f={from-uri}", s => s with { Method = method }));

        Assert.Equal(method, request.Method);
        Assert.Equal("/fcm/Secret-Token%3A1?e=call&f=", request.Target);
        Assert.Equal("", request.Body);
        Assert.DoesNotContain("Content-Type", request.Headers.Keys);
    }

    [Theory]
    [InlineData("put", "PUT")]
    [InlineData("PATCH", "PATCH")]
    public async Task Put_and_patch_have_a_body(string method, string sent)
    {
        var request = await Request(new PushScene(change: s => s with { Method = method }));

        Assert.Equal(sent, request.Method);
        Assert.StartsWith("{\"provider\":\"fcm\"", request.Body);
    }

    [Fact]
    public async Task Configured_headers_are_sent_and_win()
    {
        var headers = new Dictionary<string, string>
        {
            ["X-Api-Key"] = "key",
            ["Authorization"] = "Bearer a.b.c",
            ["Content-Type"] = "application/vnd.example+json",
            ["User-Agent"] = "Flexisip/2",
            ["Host"] = "inner.example.org",
        };
        var request = await Request(new PushScene(change: s => s with { Headers = headers }));

        Assert.All(headers, header => Assert.Equal(header.Value, request.Headers[header.Key]));
    }

    [Fact]
    public async Task Without_configured_headers_only_the_needed_ones_are_sent()
    {
        using var trace = new System.Diagnostics.Activity("call").Start();
        var request = await Request(new PushScene());

        Assert.Equal(["Content-Length", "Content-Type", "Host", "User-Agent"], request.Headers.Keys.Order());
        Assert.Equal("Rouse", request.Headers["User-Agent"]);
    }

    [Fact]
    public async Task Retry_tells_how_long_the_push_is_still_worth_delivering()
    {
        await using var scene = new PushScene();
        scene.Server.Then(HttpSteps.Answer(503, "", "Retry-After: 7"), HttpSteps.Answer(200));

        var sending = scene.Send();
        await scene.Pass(TimeSpan.FromSeconds(7));
        await sending;

        Assert.Contains("\"ttl\":60}", (await scene.Server.Received()).Body);
        Assert.Contains("\"ttl\":53}", (await scene.Server.Received()).Body);
    }

    [Fact]
    public async Task Time_to_live_is_never_below_zero() =>
        Assert.Contains("\"ttl\":0}", (await Request(new PushScene(), PushScene.Message with { TimeToLive = -PushScene.Minutes })).Body);

    [Fact]
    public async Task Token_that_cannot_stand_in_the_url_is_refused_without_a_request()
    {
        await using var scene = new PushScene("/push/{token}");

        var outcome = await scene.Send(message: PushScene.Message with { Token = ".." });

        Assert.Equal(new PushOutcome(PushVerdict.Refused, 0, "a value cannot stand in the URL", 0) { IsOfEndpoint = true }, outcome);
        Assert.Equal(0, scene.Server.Connections);
    }

    private static async Task<ReceivedRequest> Request(PushScene scene, PushMessage? message = null)
    {
        await using (scene)
        {
            scene.Server.Then(HttpSteps.Answer(200));
            Assert.Equal(PushVerdict.Accepted, (await scene.Send(message: message)).Verdict);
            return await scene.Server.Received();
        }
    }
}
