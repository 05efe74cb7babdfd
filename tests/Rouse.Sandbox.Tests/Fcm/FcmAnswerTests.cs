using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rouse.Sandbox.Tests.Fcm;

public sealed class FcmAnswerTests
{
    [Fact]
    public async Task Accepted_message_is_recorded_as_the_device_gets_it()
    {
        await using var scene = await FcmScene.Start();
        var body = scene.Message();
        body["message"]!["android"]!["collapse_key"] = "call";

        var reply = await scene.Send(body);

        var recorded = await scene.Server.Pushes.NextAsync().Soon();
        Assert.StartsWith($"projects/{FcmScene.Project}/messages/", reply.Name);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(body["message"]!.ToJsonString()), JsonElement.Parse(recorded.Payload)));
        Assert.Equal(new AcceptedPush
        {
            Service = SandboxService.Fcm,
            App = FcmScene.Project,
            Token = scene.Token,
            Kind = "fcm",
            Id = reply.Name,
            Urgent = true,
            ExpiresAt = scene.Clock.GetUtcNow().AddSeconds(30),
            CollapseId = "call",
            Payload = recorded.Payload,
            At = scene.Clock.GetUtcNow(),
        }, recorded);
    }

    [Fact]
    public async Task Message_without_android_fields_is_not_urgent()
    {
        await using var scene = await FcmScene.Start();
        var body = scene.Message();
        body["message"]!.AsObject().Remove("android");

        await scene.Send(body);

        var recorded = await scene.Server.Pushes.NextAsync().Soon();
        Assert.Equal((false, null, null), (recorded.Urgent, recorded.ExpiresAt, recorded.CollapseId));
    }

    [Fact]
    public async Task Message_only_to_be_validated_reaches_nobody()
    {
        await using var scene = await FcmScene.Start();
        var body = scene.Message();
        body["validate_only"] = true;

        Assert.Equal("200", (await scene.Send(body)).Result);
        body["message"]!["android"]!["ttl"] = "soon";
        Assert.Equal(400, (await scene.Send(body)).Status);
        Assert.Equal(0, scene.Server.Pushes.Count);
    }

    [Fact]
    public async Task Message_to_a_topic_reaches_nobody()
    {
        await using var scene = await FcmScene.Start();
        var body = new JsonObject { ["message"] = new JsonObject { ["topic"] = "all", ["data"] = new JsonObject { ["k"] = "v" } } };

        Assert.Equal("200", (await scene.Send(body)).Result);
        Assert.Equal(0, scene.Server.Pushes.Count);
    }

    [Theory]
    [InlineData(2047, "200")]
    [InlineData(2048, "400 INVALID_ARGUMENT INVALID_ARGUMENT message.data")]
    public async Task Message_to_a_topic_is_half_as_large(int bytes, string result)
    {
        await using var scene = await FcmScene.Start();
        var data = new JsonObject { ["k"] = new string('v', bytes) };
        var body = new JsonObject { ["message"] = new JsonObject { ["topic"] = "all", ["data"] = data } };

        Assert.Equal(result, (await scene.Send(body)).Result);
    }

    [Fact]
    public async Task Names_of_messages_differ()
    {
        await using var scene = await FcmScene.Start();

        Assert.NotEqual((await scene.Send()).Name, (await scene.Send()).Name);
    }

    [Theory]
    [InlineData(404, "UNREGISTERED", "404 NOT_FOUND UNREGISTERED -")]
    [InlineData(403, "SENDER_ID_MISMATCH", "403 PERMISSION_DENIED SENDER_ID_MISMATCH -")]
    [InlineData(401, "UNAUTHENTICATED", "401 UNAUTHENTICATED - -")]
    [InlineData(401, "THIRD_PARTY_AUTH_ERROR", "401 UNAUTHENTICATED THIRD_PARTY_AUTH_ERROR -")]
    [InlineData(429, "QUOTA_EXCEEDED", "429 RESOURCE_EXHAUSTED QUOTA_EXCEEDED -")]
    [InlineData(500, "INTERNAL", "500 INTERNAL INTERNAL -")]
    [InlineData(503, "UNAVAILABLE", "503 UNAVAILABLE UNAVAILABLE -")]
    public async Task Next_message_is_refused_as_told(int status, string code, string result)
    {
        await using var scene = await FcmScene.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.Refuse(status, code) { RetryAfter = TimeSpan.FromSeconds(10) });

        var reply = await scene.Send();

        Assert.Equal((result, TimeSpan.FromSeconds(10)), (reply.Result, reply.RetryAfter));
        Assert.Equal("200", (await scene.Send()).Result);
        Assert.Equal(1, scene.Server.Pushes.Count);
    }

    [Fact]
    public async Task Goaway_ends_the_connection_after_the_answer()
    {
        await using var scene = await FcmScene.Start();
        scene.Server.Script.Next(SandboxService.Fcm, new SandboxBehaviour.GoAway());
        var before = scene.Server.Connections;

        // The frame may come after the answer: until then the connection takes more.
        for (var sent = 0; scene.Server.Connections == before && sent < 200; sent++)
            Assert.Equal("200", (await scene.Send()).Result);

        Assert.Equal(before + 1, scene.Server.Connections);
    }

    [Fact]
    public async Task Cut_connection_gives_no_answer()
    {
        await using var scene = await FcmScene.Start();
        scene.Server.Script.Next(SandboxService.Fcm, new SandboxBehaviour.CutConnection());

        await Assert.ThrowsAsync<HttpRequestException>(() => scene.Send());
        Assert.Equal(0, scene.Server.Pushes.Count);
        Assert.Equal("200", (await scene.Send()).Result);
    }

    [Theory]
    [InlineData("1.1", 200)]
    [InlineData("2.0", 200)]
    public async Task Both_versions_of_http_are_spoken(string version, int status)
    {
        await using var scene = await FcmScene.Start();
        using var client = TrustingClient.For(scene.Server, Version.Parse(version));
        var url = new Uri(scene.Server.Fcm, $"/v1/projects/{FcmScene.Project}/messages:send");
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(scene.Message().ToJsonString()),
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        request.Headers.Authorization = new("Bearer", scene.Access);

        using var response = await client.SendAsync(request).Soon();

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
    }

    [Fact]
    public async Task Reset_over_http_1_1_closes_the_connection()
    {
        await using var scene = await FcmScene.Start();
        scene.Server.Script.Next(SandboxService.OAuth, new SandboxBehaviour.ResetStream(7));
        using var client = TrustingClient.For(scene.Server, HttpVersion.Version11);
        var (header, claims) = scene.Assertion();
        using var form = new FormUrlEncodedContent([new("grant_type", FcmScene.GrantType), new("assertion", scene.Sign(header, claims))]);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(scene.Server.OAuth, form).Soon());
    }
}
