using System.Text;
using System.Text.Json;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.Apns;

public sealed class ApnsSizeTests
{
    [Theory]
    [InlineData(PushService.Voip, 5120)]
    [InlineData(PushService.Remote, 4096)]
    public async Task Payload_of_the_limit_is_sent_whole_and_one_octet_more_loses_the_display_name(PushService service, int limit)
    {
        var message = ApnsScene.Message with { Service = service, CallerName = "x" };
        var fixedBytes = (await Bodies(message))[0].Length;

        // The name stands twice: as itself and as the argument of the text.
        var fitting = message with { CallerName = new string('x', 1 + ((limit - fixedBytes) / 2)), CallerUri = message.CallerUri };
        var pad = limit - (fixedBytes + (2 * (fitting.CallerName.Length - 1)));
        fitting = fitting with { CallerUri = message.CallerUri + new string('u', pad) };
        var whole = (await Bodies(fitting))[0];
        var cut = (await Bodies(fitting with { CallerUri = fitting.CallerUri + "u" }))[0];

        Assert.Equal(limit, whole.Length);
        Assert.Equal("", Parse(cut).GetProperty("display-name").GetString());
        Assert.Equal(fitting.CallerUri + "u", Parse(cut).GetProperty("from-uri").GetString());
    }

    [Fact]
    public async Task Long_uri_goes_after_the_name()
    {
        var payload = Parse((await Bodies(ApnsScene.Message with { CallerUri = "sip:" + new string('u', 6000) }))[0]);

        Assert.Equal(("", ""), (payload.GetProperty("display-name").GetString(), payload.GetProperty("from-uri").GetString()));
        Assert.NotEqual("", payload.GetProperty("aps").GetProperty("uuid").GetString());
    }

    [Fact]
    public async Task Long_texts_of_the_phone_go_last()
    {
        var texts = new Dictionary<string, string> { ["pn-call-str"] = new('k', 6000) };
        var aps = Parse((await Bodies(ApnsScene.Message with { Texts = texts }))[0]).GetProperty("aps");

        Assert.Equal("IC_MSG", aps.GetProperty("loc-key").GetString());
        Assert.Equal(ApnsScene.Message.CallId, aps.GetProperty("call-id").GetString());
    }

    [Fact]
    public async Task Call_id_that_does_not_fit_fails_without_a_request_and_without_blame_for_the_token()
    {
        await using var scene = await ApnsScene.StartAsync();

        var outcome = await scene.Send(ApnsScene.Message with { CallId = new string('c', 6000) });

        Assert.Equal(new PushOutcome(PushVerdict.Failed, 0, "the payload has more than 5120 octets even without names", 0), outcome);
        Assert.Equal(0, scene.Server.Requests);
    }

    [Fact]
    public async Task Payload_that_apple_finds_too_large_is_sent_once_more_without_the_name()
    {
        await using var scene = await Shown();
        scene.Server.Then(Http2Steps.Reason(413, "PayloadTooLarge"), Http2Steps.Answer(200));

        var outcome = await scene.Send();

        Assert.Equal((PushVerdict.Accepted, 2), (outcome.Verdict, outcome.Attempts));
        var first = await scene.Server.Received();
        var second = await scene.Server.Received();
        Assert.Equal("Alice \"A\" Näf", Parse(first.Body).GetProperty("display-name").GetString());
        Assert.Equal("", Parse(second.Body).GetProperty("display-name").GetString());
        Assert.Equal("sip:alice@example.org", Parse(second.Body).GetProperty("from-uri").GetString());
        Assert.Equal(first.Headers["apns-id"], second.Headers["apns-id"]);
    }

    [Fact]
    public async Task Payload_is_made_smaller_only_once()
    {
        await using var scene = await Shown();
        scene.Server.Then(Http2Steps.Reason(413, "PayloadTooLarge"), Http2Steps.Reason(413, "PayloadTooLarge"));

        var outcome = await scene.Send();

        Assert.Equal((PushVerdict.Refused, "413 PayloadTooLarge", 2), (outcome.Verdict, outcome.Reason, outcome.Attempts));
        Assert.True(outcome.IsConfigurationError);
    }

    [Fact]
    public async Task Payload_that_cannot_be_made_smaller_is_not_sent_again()
    {
        await using var scene = await ApnsScene.StartAsync();
        scene.Server.Then(Http2Steps.Reason(413, "PayloadTooLarge"));

        Assert.Equal(1, (await scene.Send(ApnsScene.Message with { InstanceId = null })).Attempts);
    }

    private static Task<ApnsScene> Shown() => ApnsScene.StartAsync(s => s with { ShowCaller = true });

    private static async Task<byte[][]> Bodies(params PushMessage[] messages)
    {
        await using var scene = await Shown();
        var bodies = new List<byte[]>();
        foreach (var message in messages)
        {
            scene.Server.Then(Http2Steps.Answer(200));
            Assert.Equal(PushVerdict.Accepted, (await scene.Send(message)).Verdict);
            bodies.Add(Encoding.UTF8.GetBytes((await scene.Server.Received()).Body));
        }
        return [.. bodies];
    }

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static JsonElement Parse(byte[] json) => JsonSerializer.Deserialize<JsonElement>(json);
}
