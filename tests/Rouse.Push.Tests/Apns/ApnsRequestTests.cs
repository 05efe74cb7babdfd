using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Apns;

public sealed class ApnsRequestTests
{
    [Fact]
    public async Task Call_goes_to_the_voip_topic_at_once_and_not_longer_than_it_rings()
    {
        var request = await Request(ApnsScene.Message);

        Assert.Equal(("POST", $"/3/device/{ApnsScene.Token}", "HTTP/2"), (request.Method, request.Path, request.Protocol));
        Assert.Equal("voip", request.Headers["apns-push-type"]);
        Assert.Equal("org.example.phone.voip", request.Headers["apns-topic"]);
        Assert.Equal("10", request.Headers["apns-priority"]);
        Assert.Equal($"{ApnsScene.Start.ToUnixTimeSeconds() + 60}", request.Headers["apns-expiration"]);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", request.Headers["apns-id"]);
        Assert.DoesNotContain("apns-collapse-id", request.Headers.Keys);
    }

    [Theory]
    [InlineData(PushEvent.Call, PushService.Remote, "alert", "10")]
    [InlineData(PushEvent.Message, PushService.Remote, "alert", "10")]
    [InlineData(PushEvent.Refresh, PushService.Remote, "background", "5")]
    [InlineData(PushEvent.Cancel, PushService.Remote, "background", "5")]
    public async Task Remote_token_is_for_the_topic_of_the_app_itself(PushEvent happened, PushService service, string type, string priority)
    {
        var request = await Request(ApnsScene.Message with { Event = happened, Service = service });

        Assert.Equal(
            ("org.example.phone", type, priority),
            (request.Headers["apns-topic"], request.Headers["apns-push-type"], request.Headers["apns-priority"]));
    }

    [Theory]
    [InlineData("TEAM123456.org.example.phone", "alert", "org.example.phone")]
    [InlineData("TEAM123456.org.example.phone.remote", "alert", "org.example.phone")]
    [InlineData("TEAM123456.org.example.phone.voip", "voip", "org.example.phone.voip")]
    [InlineData("org.example.phone.voip", "voip", "org.example.phone.voip")]
    [InlineData("org.example.phone", "alert", "org.example.phone")]
    [InlineData("TEAM123456.org.example.phone.VOIP", "voip", "org.example.phone.voip")]
    public async Task Param_tells_the_service_where_the_phone_did_not(string param, string type, string topic)
    {
        var request = await Request(ApnsScene.Message with { Param = param, Service = PushService.Unspecified });

        Assert.Equal((type, topic), (request.Headers["apns-push-type"], request.Headers["apns-topic"]));
    }

    [Fact]
    public async Task Configured_bundle_id_wins_over_what_the_phone_says()
    {
        await using var scene = await ApnsScene.StartAsync(s => s with { BundleId = "org.example.other" });
        scene.Server.Then(Http2Steps.Answer(200));

        await scene.Send();

        Assert.Equal("org.example.other.voip", (await scene.Server.Received()).Headers["apns-topic"]);
    }

    [Theory]
    [InlineData("/relay")]
    [InlineData("/relay/")]
    public async Task Relay_may_have_a_path_of_its_own(string path)
    {
        await using var scene = await ApnsScene.StartAsync(s => s with { Url = s.Url + path });
        scene.Server.Then(Http2Steps.Answer(200));

        await scene.Send();

        Assert.Equal($"/relay/3/device/{ApnsScene.Token}", (await scene.Server.Received()).Path);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    public async Task Push_without_time_is_tried_once_by_apple(int seconds) => Assert.Equal(
        "0", (await Request(ApnsScene.Message with { TimeToLive = TimeSpan.FromSeconds(seconds) })).Headers["apns-expiration"]);

    [Fact]
    public async Task Only_the_needed_headers_are_sent()
    {
        using var trace = new System.Diagnostics.Activity("call").Start();
        var request = await Request(ApnsScene.Message);

        Assert.Equal(
            [
                "apns-expiration", "apns-id", "apns-priority", "apns-push-type", "apns-topic", "authorization", "content-length",
                "content-type", "host",
            ],
            request.Headers.Keys.Where(k => k[0] != ':').Order());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(200)]
    public async Task Token_of_any_even_length_is_taken(int length)
    {
        var token = string.Concat(Enumerable.Repeat("aF", length / 2));

        Assert.Equal($"/3/device/{token}", (await Request(ApnsScene.Message with { Token = token })).Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("abc")]
    [InlineData("ag")]
    [InlineData("..")]
    [InlineData("a/")]
    [InlineData("ab\r\n")]
    [InlineData("٠٠")]
    public async Task Token_that_is_not_hexadecimal_is_refused_without_a_request(string token) => await RefusedLocally(
        ApnsScene.Message with { Token = token }, new(PushVerdict.Refused, 0, "the token is not hexadecimal", 0));

    [Fact]
    public async Task Token_beyond_two_hundred_digits_is_refused_without_a_request() => await RefusedLocally(
        ApnsScene.Message with { Token = new string('a', 202) }, new(PushVerdict.Refused, 0, "the token is not hexadecimal", 0));

    [Theory]
    [InlineData("")]
    [InlineData("TEAM123456")]
    [InlineData("TEAM123456.")]
    [InlineData("TEAM123456..phone")]
    [InlineData("TEAM123456.voip")]
    [InlineData("TEAM123456.org example\r\nx: y")]
    public async Task Param_without_an_app_is_refused_without_a_request(string param) => await RefusedLocally(
        ApnsScene.Message with { Param = param }, new(PushVerdict.Refused, 0, "pn-param names no app", 0));

    [Theory]
    [InlineData(PushEvent.Message)]
    [InlineData(PushEvent.Refresh)]
    [InlineData(PushEvent.Cancel)]
    public async Task Voip_token_is_not_used_for_what_is_no_call_and_not_blamed_for_it(PushEvent happened) => await RefusedLocally(
        ApnsScene.Message with { Event = happened }, new(PushVerdict.Failed, 0, "a VoIP token takes only calls", 0));

    private static async Task RefusedLocally(PushMessage message, PushOutcome expected)
    {
        await using var scene = await ApnsScene.StartAsync();

        Assert.Equal(expected, await scene.Send(message));
        Assert.Equal(0, scene.Server.Requests);
    }

    private static async Task<Http2Request> Request(PushMessage message)
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Answer(200));
        Assert.Equal(PushVerdict.Accepted, (await scene.Send(message)).Verdict);
        return await scene.Server.Received();
    }
}
