using System.Net;
using System.Text.Json.Nodes;
using Rouse.Sandbox.Tests.Apns;
using Rouse.Sandbox.Tests.Fcm;

namespace Rouse.Sandbox.Tests.Devices;

public sealed class DeviceTests
{
    [Fact]
    public async Task Connected_device_gets_each_push_as_it_was_accepted()
    {
        await using var scene = await ApnsScene.Start();
        await using var device = await Device.Connect(scene.Server, scene.Voip);
        var push = scene.Call();
        (push["apns-expiration"], push["apns-collapse-id"]) = ("1772366490", "call");
        push.Body = """{"aps":{"alert":"Näf"},"call-id":"1"}"""u8.ToArray();

        await Push(scene, push);
        Assert.Equal(await scene.Server.Pushes.NextAsync().Soon(), await device.Next());
        await Push(scene, scene.Call());
        Assert.Equal(await scene.Server.Pushes.NextAsync().Soon(), await device.Next());
    }

    [Fact]
    public async Task Payload_is_one_line_however_it_was_written()
    {
        await using var scene = await FcmScene.Start();
        await using var device = await Device.Connect(scene.Server, scene.Token);

        await scene.Send($$"""
            { "message":
              { "token": "{{scene.Token}}", "data": { "call-id": "1" } } }
            """);

        var got = await device.Next();
        Assert.Equal($$$"""{"token":"{{{scene.Token}}}","data":{"call-id":"1"}}""", got.Payload);
        Assert.Equal(SandboxService.Fcm, got.Service);
    }

    [Fact]
    public async Task Device_gets_no_push_of_another()
    {
        await using var scene = await ApnsScene.Start();
        await using var device = await Device.Connect(scene.Server, scene.Remote);
        await Push(scene, scene.Alert(scene.Issue()));
        await Push(scene, scene.Background());

        Assert.Equal("background", (await device.Next()).Kind);
    }

    [Fact]
    public async Task Token_of_apple_is_a_number_in_either_case()
    {
        await using var scene = await ApnsScene.Start();
        await using var device = await Device.Connect(scene.Server, scene.Remote.ToUpperInvariant());
        await Push(scene, scene.Alert());

        Assert.Equal(scene.Remote, (await device.Next()).Token);
    }

    [Theory]
    [InlineData("1772366401", true)]
    [InlineData("1772366400", false)]
    [InlineData("0", false)]
    [InlineData(null, true)]
    public async Task Push_with_time_left_waits_for_its_device(string? expiration, bool waits)
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Alert();
        push["apns-expiration"] = expiration;
        await Push(scene, push);

        await using var device = await Device.Connect(scene.Server, scene.Remote);
        await Push(scene, scene.Background());

        Assert.Equal(waits ? "alert" : "background", (await device.Next()).Kind);
    }

    [Fact]
    public async Task Push_waits_no_longer_than_it_lives()
    {
        await using var scene = await ApnsScene.Start();
        var (push, late) = (scene.Alert(), scene.Call());
        (push["apns-expiration"], late["apns-expiration"]) = ("1772366401", "1772366401");
        await Push(scene, push);
        await Push(scene, late);

        scene.Clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        await using var intime = await Device.Connect(scene.Server, scene.Remote);
        Assert.Equal("alert", (await intime.Next()).Kind);
        scene.Clock.Advance(TimeSpan.FromTicks(1));
        await using var toolate = await Device.Connect(scene.Server, scene.Voip);
        late["apns-expiration"] = "1772366402";
        await Push(scene, late);

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1772366402), (await toolate.Next()).ExpiresAt);
    }

    [Fact]
    public async Task Push_that_waited_is_delivered_once()
    {
        await using var scene = await ApnsScene.Start();
        await Push(scene, scene.Alert());
        await using (var device = await Device.Connect(scene.Server, scene.Remote))
            Assert.Equal("alert", (await device.Next()).Kind);

        await using var again = await Device.Connect(scene.Server, scene.Remote);
        await Push(scene, scene.Background());

        Assert.Equal("background", (await again.Next()).Kind);
    }

    [Fact]
    public async Task Apple_stores_the_latest_push_of_an_app()
    {
        await using var scene = await ApnsScene.Start();
        await Push(scene, scene.Alert());
        await Push(scene, scene.Background());

        await using var device = await Device.Connect(scene.Server, scene.Remote);

        Assert.Equal("background", (await device.Next()).Kind);
    }

    [Fact]
    public async Task Google_stores_every_message_but_those_that_collapse()
    {
        await using var scene = await FcmScene.Start();
        foreach (var (text, key) in new[] { ("1", null), ("2", "k"), ("3", "l"), ("4", "k"), ("5", null) })
            await scene.Send(Message(scene, text, key));

        await using var device = await Device.Connect(scene.Server, scene.Token);

        foreach (var text in new[] { "1", "3", "4", "5" })
            Assert.Equal(text, TextOf(await device.Next()));
    }

    [Theory]
    [InlineData(100, "0")]
    [InlineData(101, "100")]
    public async Task Google_throws_all_away_beyond_a_hundred(int sent, string first)
    {
        await using var scene = await FcmScene.Start();
        for (var i = 0; i < sent; i++)
            await scene.Send(Message(scene, $"{i}", null));

        await using var device = await Device.Connect(scene.Server, scene.Token);

        Assert.Equal(first, TextOf(await device.Next()));
    }

    [Fact]
    public async Task Two_who_listen_to_one_token_get_each_push()
    {
        await using var scene = await ApnsScene.Start();
        await using var first = await Device.Connect(scene.Server, scene.Remote);
        await using var second = await Device.Connect(scene.Server, scene.Remote);
        await Push(scene, scene.Alert());

        Assert.Equal(await first.Next(), await second.Next());
    }

    [Fact]
    public async Task Device_hears_when_the_sandbox_stops()
    {
        await using var scene = await ApnsScene.Start();
        await using var device = await Device.Connect(scene.Server, scene.Remote);
        await Push(scene, scene.Alert());
        await device.Next();

        await scene.Server.DisposeAsync().AsTask().Soon();

        Assert.True(await device.HasEnded());
    }

    [Theory]
    [InlineData("GET", "/devices/")]
    [InlineData("GET", "/devices/aa/bb")]
    [InlineData("GET", "/devices/aa?b")]
    [InlineData("GET", "/")]
    [InlineData("POST", "/devices/aa")]
    public async Task Nothing_else_is_there(string method, string path)
    {
        await using var scene = await ApnsScene.Start();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new(method), new Uri(scene.Server.Devices, path));

        using var response = await client.SendAsync(request).Soon();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Devices_have_a_port_of_their_own_on_this_machine()
    {
        await using var scene = await ApnsScene.Start();

        Assert.StartsWith("http://127.0.0.1:", scene.Server.Devices.AbsoluteUri);
        Assert.NotEqual(scene.Server.ApnsProduction.Port, scene.Server.Devices.Port);
    }

    // On a connection of its own: each push here comes with a provider token of its own.
    private static async Task Push(ApnsScene scene, ApnsPush push) =>
        Assert.Equal((200, ""), (await scene.Send(push, scene.NewClient())).Result);

    private static JsonObject Message(FcmScene scene, string text, string? collapseKey)
    {
        var body = scene.Message();
        body["message"]!["data"]!["text"] = text;
        body["message"]!["android"]!["collapse_key"] = collapseKey;
        return body;
    }

    private static string TextOf(AcceptedPush push) => JsonNode.Parse(push.Payload)!["data"]!["text"]!.GetValue<string>();
}
