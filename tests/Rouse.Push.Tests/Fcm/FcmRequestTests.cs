using System.Text.Json;
using Rouse.Push.Tests.Delivery;
using Rouse.Push.Tests.Payloads;

namespace Rouse.Push.Tests.Fcm;

public sealed class FcmRequestTests
{
    [Fact]
    public async Task Call_is_data_of_high_priority_and_does_not_say_who_calls()
    {
        var request = await Request(FcmScene.Message, showCaller: false);

        Assert.Equal(("POST", "/v1/projects/example-phone/messages:send", "HTTP/2"), (request.Method, request.Path, request.Protocol));
        Assert.Equal("Bearer access-1", request.Headers["authorization"]);
        Assert.Equal("application/json", request.Headers["content-type"]);
        Assert.Equal(Golden.Read("fcm-call"), request.Body);
    }

    [Fact]
    public async Task Call_says_who_calls_where_that_is_configured() =>
        Assert.Equal(Golden.Read("fcm-call-shown"), (await Request(FcmScene.Message)).Body);

    [Fact]
    public async Task Message_of_a_chat_room_names_it() => Assert.Equal(
        Golden.Read("fcm-room"),
        (await Request(FcmScene.Message with { Event = PushEvent.Message, ChatRoom = "sip:room@example.org" })).Body);

    [Fact]
    public async Task Refresh_shows_nothing_and_so_has_no_high_priority() => Assert.Equal(
        Golden.Read("fcm-refresh"), (await Request(FcmScene.Message with { Event = PushEvent.Refresh }, showCaller: false)).Body);

    [Fact]
    public async Task End_of_a_call_shows_nothing_and_so_has_no_high_priority() => Assert.Equal(
        Golden.Read("fcm-cancel"), (await Request(FcmScene.Message with { Event = PushEvent.Cancel }, showCaller: false)).Body);

    [Fact]
    public async Task No_key_of_the_data_is_one_of_googles()
    {
        var body = await Request(FcmScene.Message with { ChatRoom = "sip:room@example.org" });
        var data = JsonSerializer.Deserialize<JsonElement>(body.Body).GetProperty("message").GetProperty("data");

        Assert.All(data.EnumerateObject(), property =>
        {
            Assert.False(property.Name is "from" or "message_type");
            Assert.DoesNotMatch("^(google|gcm)", property.Name);
            Assert.Equal(JsonValueKind.String, property.Value.ValueKind);
        });
    }

    [Theory]
    [InlineData(-1, "0s")]
    [InlineData(0, "0s")]
    [InlineData(0.999, "0s")]
    [InlineData(2_419_200, "2419200s")]
    [InlineData(2_419_201, "2419200s")]
    public async Task Time_to_live_is_what_google_takes(double seconds, string ttl)
    {
        var request = await Request(FcmScene.Message with { TimeToLive = TimeSpan.FromSeconds(seconds) });

        Assert.Contains($"\"ttl\":\"{ttl}\"", request.Body);
    }

    [Fact]
    public async Task Retry_tells_how_long_the_push_is_still_worth_delivering()
    {
        await using var scene = await FcmScene.StartAsync();
        scene.Server.Then(FcmScene.Error(503, "UNAVAILABLE", null, ("Retry-After", "7")), Http2Steps.Answer(200, "{}"));

        var sending = scene.Send();
        await scene.Pass(TimeSpan.FromSeconds(7));
        await sending;

        Assert.Contains("\"ttl\":\"60s\"", (await scene.Server.Received()).Body);
        Assert.Contains("\"ttl\":\"53s\"", (await scene.Server.Received()).Body);
    }

    [Fact]
    public async Task Data_of_four_kilobytes_is_sent_whole_and_one_octet_more_loses_the_display_name()
    {
        var message = FcmScene.Message with { CallerName = "x" };
        var spare = 4096 - DataOf(await Request(message)).GetRawText().Length;
        // The name stands twice: as itself and as who calls.
        message = message with
        {
            CallerName = new string('x', 1 + (spare / 2)),
            CallerUri = message.CallerUri + new string('u', spare % 2),
        };

        var whole = DataOf(await Request(message));
        var cut = DataOf(await Request(message with { CallerUri = message.CallerUri + "u" }));

        Assert.Equal(message.CallerName, whole.GetProperty("display-name").GetString());
        Assert.Equal("", cut.GetProperty("display-name").GetString());
        Assert.Equal(message.CallerUri + "u", cut.GetProperty("from-uri").GetString());
    }

    [Fact]
    public async Task Call_id_that_does_not_fit_fails_without_a_request_and_without_blame_for_the_token() => await RefusedLocally(
        FcmScene.Message with { CallId = new string('c', 6000) },
        new(PushVerdict.Failed, 0, "the data has more than 4096 octets even without names", 0));

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    public async Task Token_that_cannot_be_one_is_refused_without_a_request(int length) => await RefusedLocally(
        FcmScene.Message with { Token = new string('t', length) }, new(PushVerdict.Refused, 0, "the token is empty or too long", 0));

    private static async Task RefusedLocally(PushMessage message, PushOutcome expected)
    {
        await using var scene = await FcmScene.StartAsync();

        Assert.Equal(expected, await scene.Send(message));
        Assert.Equal((0, 0), (scene.Server.Requests, scene.OAuth.Requests));
    }

    private static JsonElement DataOf(Http2Request request) =>
        JsonSerializer.Deserialize<JsonElement>(request.Body).GetProperty("message").GetProperty("data");

    private static async Task<Http2Request> Request(PushMessage message, bool showCaller = true)
    {
        await using var scene = await FcmScene.StartAsync(s => s with { ShowCaller = showCaller });
        scene.Server.Then(Http2Steps.Answer(200, "{}"));
        Assert.Equal(PushVerdict.Accepted, (await scene.Send(message)).Verdict);
        return await scene.Server.Received();
    }
}
