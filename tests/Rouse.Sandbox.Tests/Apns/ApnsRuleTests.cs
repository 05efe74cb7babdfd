using System.Text;
using Rouse.Sandbox.Apns;

namespace Rouse.Sandbox.Tests.Apns;

/// <summary>Every rule of APNs for one request, broken alone.</summary>
public sealed class ApnsRuleTests
{
    private static readonly Dictionary<string, (Action<ApnsPush> Spoil, int Status, string Reason)> Rules = new()
    {
        ["nothing broken"] = (_ => { }, 200, ""),
        ["method"] = (push => push.Method = HttpMethod.Put, 405, "MethodNotAllowed"),
        ["path"] = (push => push.Path = push.Path.Replace("/3/", "/2/"), 404, "BadPath"),
        ["path with more"] = (push => push.Path += "/more", 404, "BadPath"),
        ["path with query"] = (push => push.Path += "?a=b", 404, "BadPath"),
        ["no provider token"] = (push => push["authorization"] = null, 403, "MissingProviderToken"),
        ["empty provider token"] = (push => push["authorization"] = "bearer ", 403, "MissingProviderToken"),
        ["other scheme"] = (push => push["authorization"] = push["authorization"]!.Replace("bearer", "basic"), 403, "MissingProviderToken"),
        ["no topic"] = (push => push["apns-topic"] = null, 400, "MissingTopic"),
        ["malformed topic"] = (push => push["apns-topic"] = "org example", 400, "BadTopic"),
        ["topic of another push type"] = (push => push["apns-topic"] += ".voip", 400, "BadTopic"),
        ["topic of another team"] = (push => push["apns-topic"] = "com.other.app", 400, "TopicDisallowed"),
        ["topic of another app"] = (push => push["apns-topic"] = ApnsScene.OtherBundleId, 400, "DeviceTokenNotForTopic"),
        ["no push type"] = (push => push["apns-push-type"] = null, 400, "InvalidPushType"),
        ["unknown push type"] = (push => push["apns-push-type"] = "call", 400, "InvalidPushType"),
        ["push type in capitals"] = (push => push["apns-push-type"] = "Alert", 400, "InvalidPushType"),
        ["no priority"] = (push => push["apns-priority"] = null, 200, ""),
        ["least priority"] = (push => push["apns-priority"] = "1", 200, ""),
        ["unknown priority"] = (push => push["apns-priority"] = "7", 400, "BadPriority"),
        ["priority not a number"] = (push => push["apns-priority"] = "high", 400, "BadPriority"),
        ["expiration now or never"] = (push => push["apns-expiration"] = "0", 200, ""),
        ["latest expiration"] = (push => push["apns-expiration"] = "4294967295", 200, ""),
        ["expiration beyond 32 bits"] = (push => push["apns-expiration"] = "4294967296", 400, "BadExpirationDate"),
        ["expiration before 1970"] = (push => push["apns-expiration"] = "-1", 400, "BadExpirationDate"),
        ["expiration not a number"] = (push => push["apns-expiration"] = "30s", 400, "BadExpirationDate"),
        ["id"] = (push => push["apns-id"] = "65fd1ea2-2f6f-588d-b76f-547bfcdb1641", 200, ""),
        ["id in capitals"] = (push => push["apns-id"] = "65FD1EA2-2F6F-588D-B76F-547BFCDB1641", 400, "BadMessageId"),
        ["id without dashes"] = (push => push["apns-id"] = "65fd1ea22f6f588db76f547bfcdb1641", 400, "BadMessageId"),
        ["id is no UUID"] = (push => push["apns-id"] = "call-1", 400, "BadMessageId"),
        ["longest collapse id"] = (push => push["apns-collapse-id"] = new('c', 64), 200, ""),
        ["collapse id too long"] = (push => push["apns-collapse-id"] = new('c', 65), 400, "BadCollapseId"),
        ["no device token"] = (push => push.Path = "/3/device/", 400, "MissingDeviceToken"),
        ["device token not hexadecimal"] = (push => push.Path = push.Path[..^1] + "g", 400, "BadDeviceToken"),
        ["device token cut"] = (push => push.Path = push.Path[..^2], 400, "BadDeviceToken"),
        ["device token of nobody"] = (push => push.Path = "/3/device/" + new string('a', 64), 400, "BadDeviceToken"),
        ["device token in capitals"] = (push => push.Path = "/3/device/" + push.Path["/3/device/".Length..].ToUpperInvariant(), 200, ""),
        ["no payload"] = (push => push.Body = [], 400, "PayloadEmpty"),
        ["payload is no JSON"] = (push => push.Body = "aps"u8.ToArray(), 400, "PayloadEmpty"),
        ["payload is no object"] = (push => push.Body = "[]"u8.ToArray(), 400, "PayloadEmpty"),
        ["payload is not UTF-8"] = (push => push.Body = Encoding.Latin1.GetBytes("""{"aps":{"alert":"Näf"}}"""), 400, "PayloadEmpty"),
        ["payload nested without end"] = (push => push.Body = Encoding.ASCII.GetBytes(new string('[', 4000)), 400, "PayloadEmpty"),
        ["payload with half a character"] = (push => push.Body = """{"aps":{},"\ud800":"\ud800"}"""u8.ToArray(), 400, "PayloadEmpty"),
        ["payload with a name twice"] = (push => push.Body = """{"aps":{},"aps":{}}"""u8.ToArray(), 400, "PayloadEmpty"),
        ["payload without aps"] = (push => push.Body = """{"call-id":"1"}"""u8.ToArray(), 400, "PayloadEmpty"),
        ["aps is no object"] = (push => push.Body = """{"aps":1}"""u8.ToArray(), 400, "PayloadEmpty"),
        ["largest payload"] = (push => push.Fill(4096), 200, ""),
        ["payload too large"] = (push => push.Fill(4097), 413, "PayloadTooLarge"),
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rule_has_its_reason(string rule)
    {
        await using var scene = await ApnsScene.Start();
        var (spoil, status, reason) = Rules[rule];
        var push = scene.Alert();
        spoil(push);

        Assert.Equal((status, reason), (await scene.Send(push)).Result);
        Assert.Equal(status == 200 ? 1 : 0, scene.Server.Pushes.Count);
    }

    [Theory]
    [InlineData("voip", "org.example.phone.voip", "10", 200, "")]
    [InlineData("voip", "org.example.phone.voip", "5", 200, "")]
    [InlineData("voip", "org.example.phone", "10", 400, "BadTopic")]
    [InlineData("voip", ".voip", "10", 400, "BadTopic")]
    [InlineData("voip", "org.example.phone.voip-ptt", "10", 400, "BadTopic")]
    [InlineData("pushtotalk", "org.example.phone.voip-ptt", "10", 400, "DeviceTokenNotForTopic")]
    [InlineData("alert", "org.example.phone.voip", "10", 400, "BadTopic")]
    [InlineData("alert", "org.example.phone", "10", 400, "DeviceTokenNotForTopic")]
    [InlineData("background", "org.example.phone", "5", 400, "DeviceTokenNotForTopic")]
    public async Task Voip_token_takes_voip_pushes_alone(string type, string topic, string priority, int status, string reason)
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Call();
        (push["apns-push-type"], push["apns-topic"], push["apns-priority"]) = (type, topic, priority);

        Assert.Equal((status, reason), (await scene.Send(push)).Result);
    }

    [Theory]
    [InlineData("5", 200, "")]
    [InlineData("10", 400, "BadPriority")]
    [InlineData("1", 400, "BadPriority")]
    [InlineData(null, 400, "BadPriority")]
    public async Task Background_push_has_priority_five(string? priority, int status, string reason)
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Background();
        push["apns-priority"] = priority;

        Assert.Equal((status, reason), (await scene.Send(push)).Result);
    }

    [Fact]
    public async Task Remote_token_takes_no_voip_push()
    {
        await using var scene = await ApnsScene.Start();

        Assert.Equal((400, "DeviceTokenNotForTopic"), (await scene.Send(scene.Call(scene.Remote))).Result);
    }

    [Theory]
    [InlineData(5120, 200, "")]
    [InlineData(5121, 413, "PayloadTooLarge")]
    [InlineData(2_000_000, 413, "PayloadTooLarge")]
    public async Task Voip_payload_may_be_a_kilobyte_longer(int bytes, int status, string reason)
    {
        await using var scene = await ApnsScene.Start();
        var push = scene.Call();
        push.Fill(bytes);

        Assert.Equal((status, reason), (await scene.Send(push)).Result);
    }

    [Fact]
    public async Task Token_of_the_other_environment_is_bad()
    {
        await using var scene = await ApnsScene.Start();
        var (production, development) = (scene.Alert(), scene.Alert(scene.Issue(environment: ApnsEnvironment.Development)));
        var server = scene.Server;

        Assert.Equal((400, "BadDeviceToken"), (await scene.Send(development, service: server.ApnsProduction)).Result);
        Assert.Equal((200, ""), (await scene.Send(development, service: server.ApnsDevelopment)).Result);
        Assert.Equal((400, "BadDeviceToken"), (await scene.Send(production, scene.NewClient(), server.ApnsDevelopment)).Result);
    }

    [Fact]
    public async Task Http_1_1_is_not_spoken()
    {
        await using var scene = await ApnsScene.Start();

        await Assert.ThrowsAsync<HttpRequestException>(() => scene.Send(scene.Alert(), scene.NewClient(new(1, 1))));
    }
}
