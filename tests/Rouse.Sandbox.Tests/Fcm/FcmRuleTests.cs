using System.Text.Json.Nodes;

namespace Rouse.Sandbox.Tests.Fcm;

/// <summary>Every rule of FCM for one message, broken alone.</summary>
public sealed class FcmRuleTests
{
    private const string Shape = "400 INVALID_ARGUMENT - ";
    private const string Value = "400 INVALID_ARGUMENT INVALID_ARGUMENT ";

    private static readonly Dictionary<string, (Action<JsonObject> Spoil, string Result)> Rules = new()
    {
        ["nothing broken"] = (_ => { }, "200"),
        ["unknown field of the request"] = (body => body["messages"] = 1, Shape + ""),
        ["unknown field of the message"] = (body => Message(body)["to"] = "x", Shape + "message"),
        ["unknown field for Android"] = (body => Android(body)["time_to_live"] = 30, Shape + "message.android"),
        ["field of a deeper message"] = (
            body => Android(body)["fcm_options"] = new JsonObject { ["x"] = 1 },
            Shape + "message.android.fcm_options"),
        ["no message"] = (body => body.Remove("message"), Value + "message"),
        ["message is no object"] = (body => body["message"] = "call", Shape + "message"),
        ["validate_only is no boolean"] = (body => body["validate_only"] = "yes", Shape + "validate_only"),
        ["null is absent"] = (body => Message(body)["topic"] = null, "200"),
        ["no target"] = (body => Message(body).Remove("token"), Value + "message"),
        ["empty target"] = (body => Message(body)["token"] = "", Value + "message"),
        ["two targets"] = (body => Message(body)["topic"] = "all", Shape + "message"),
        ["target is no text"] = (body => Message(body)["token"] = 7, Shape + "message.token"),
        ["token of nobody"] = (body => Message(body)["token"] = "abc:APA91b", Value + "message.token"),
        ["data is no object"] = (body => Message(body)["data"] = "x", Shape + "message.data"),
        ["data value is a number"] = (body => Data(body)["n"] = 7, Shape + "message.data[1].value"),
        ["data value is an object"] = (body => Data(body)["o"] = new JsonObject(), Shape + "message.data[1].value"),
        ["data value is null"] = (body => Data(body)["o"] = null, Shape + "message.data[1].value"),
        ["data for Android is a number"] = (
            body => Android(body)["data"] = new JsonObject { ["n"] = 7 },
            Shape + "message.android.data[0].value"),
        ["reserved key from"] = (body => Data(body)["from"] = "x", Value + "message.data"),
        ["reserved key message_type"] = (body => Data(body)["message_type"] = "x", Value + "message.data"),
        ["reserved key of gcm"] = (body => Data(body)["gcm.notification.title"] = "x", Value + "message.data"),
        ["reserved key of google"] = (body => Data(body)["google.sent_time"] = "x", Value + "message.data"),
        ["reserved key for Android"] = (body => Android(body)["data"] = new JsonObject { ["from"] = "x" }, Value + "message.data"),
        ["key that begins alike"] = (body => Data(body)["from-uri"] = "x", "200"),
        ["priority in capitals"] = (body => Android(body)["priority"] = "HIGH", "200"),
        ["normal priority"] = (body => Android(body)["priority"] = "normal", "200"),
        ["unknown priority"] = (body => Android(body)["priority"] = "urgent", Shape + "message.android.priority"),
        ["priority is a number"] = (body => Android(body)["priority"] = 10, Shape + "message.android.priority"),
        ["ttl now or never"] = (body => Android(body)["ttl"] = "0s", "200"),
        ["ttl with decimals"] = (body => Android(body)["ttl"] = "3.500000001s", "200"),
        ["ttl with too many decimals"] = (body => Android(body)["ttl"] = "3.5000000001s", Shape + "message.android.ttl"),
        ["ttl without unit"] = (body => Android(body)["ttl"] = "30", Shape + "message.android.ttl"),
        ["ttl in minutes"] = (body => Android(body)["ttl"] = "1m", Shape + "message.android.ttl"),
        ["ttl is a number"] = (body => Android(body)["ttl"] = 30, Shape + "message.android.ttl"),
        ["ttl without number"] = (body => Android(body)["ttl"] = "s", Shape + "message.android.ttl"),
        ["longest ttl"] = (body => Android(body)["ttl"] = "2419200s", "200"),
        ["ttl too long"] = (body => Android(body)["ttl"] = "2419200.000000001s", Value + "message.android.ttl"),
        ["negative ttl"] = (body => Android(body)["ttl"] = "-1s", Value + "message.android.ttl"),
        ["direct_boot_ok is no boolean"] = (body => Android(body)["direct_boot_ok"] = "true", Shape + "message.android.direct_boot_ok"),
        ["camel case"] = (body => (Android(body)["collapseKey"], Android(body)["directBootOk"]) = ("a", true), "200"),
        ["both spellings"] = (
            body => (Android(body)["collapseKey"], Android(body)["collapse_key"]) = ("a", "a"),
            Shape + "message.android"),
        ["collapse key is no text"] = (body => Android(body)["collapse_key"] = 1, Shape + "message.android.collapse_key"),
        ["largest data"] = (body => Message(body)["data"] = new JsonObject { ["key"] = new string('x', 4093) }, "200"),
        ["data too large"] = (body => Message(body)["data"] = new JsonObject { ["key"] = new string('x', 4094) }, Value + "message.data"),
        ["data too large in UTF-8"] = (
            body => Message(body)["data"] = new JsonObject { ["key"] = new string('ä', 2047) },
            Value + "message.data"),
        ["body beyond all measure"] = (body => Message(body)["data"] = new JsonObject { ["key"] = new string('x', 70_000) }, Shape + "-"),
        ["notification"] = (body => Message(body)["notification"] = new JsonObject { ["title"] = "x" }, "200"),
        ["list that is none"] = (
            body => Android(body)["notification"] = new JsonObject { ["body_loc_args"] = "x" },
            Shape + "message.android.notification.body_loc_args"),
        ["list of numbers"] = (
            body => Android(body)["notification"] = new JsonObject { ["body_loc_args"] = new JsonArray("a", 1) },
            Shape + "message.android.notification.body_loc_args[1]"),
        ["payload for Apple"] = (
            body => Message(body)["apns"] = new JsonObject { ["payload"] = new JsonObject { ["aps"] = new JsonObject { ["badge"] = 1 } } },
            "200"),
        ["topic"] = (body => (Message(body)["topic"], Message(body)["token"]) = ("all", null), "200"),
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rule_has_its_error(string rule)
    {
        await using var scene = await FcmScene.Start();
        var (spoil, result) = Rules[rule];
        var body = scene.Message();
        spoil(body);

        Assert.Equal(result, (await scene.Send(body)).Result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("message")]
    [InlineData("[]")]
    [InlineData("""{"message":{},"message":{}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"message":{"token":"\udc00"}}""")]
    public async Task Text_that_is_no_object_is_malformed(string body)
    {
        await using var scene = await FcmScene.Start();

        Assert.Equal(Shape + "-", (await scene.Send(body)).Result);
    }

    [Fact]
    public async Task All_wrong_fields_are_named()
    {
        await using var scene = await FcmScene.Start();
        var body = scene.Message();
        (Android(body)["ttl"], Data(body)["n"], body["x"]) = (30, 7, 1);

        Assert.Equal(["", "message.android.ttl", "message.data[1].value"], (await scene.Send(body)).Fields.Order());
    }

    [Fact]
    public async Task Killed_token_is_unregistered()
    {
        await using var scene = await FcmScene.Start();
        Assert.True(scene.Server.Kill(scene.Token));

        Assert.Equal("404 NOT_FOUND UNREGISTERED -", (await scene.Send()).Result);
    }

    [Theory]
    [InlineData(FcmScene.Project, "200")]
    [InlineData(FcmScene.Number, "200")]
    [InlineData("phone-2", "403 PERMISSION_DENIED - -")]
    [InlineData("nowhere", "403 PERMISSION_DENIED - -")]
    public async Task Access_token_is_for_its_own_project(string project, string result)
    {
        await using var scene = await FcmScene.Start();
        scene.RegisterOther();

        Assert.Equal(result, (await scene.Send(project: project)).Result);
    }

    [Fact]
    public async Task Token_of_another_project_has_another_sender()
    {
        await using var scene = await FcmScene.Start();
        var other = scene.RegisterOther();
        var body = scene.Message();
        Message(body)["token"] = scene.Server.IssueToken(other);

        Assert.Equal("403 PERMISSION_DENIED SENDER_ID_MISMATCH -", (await scene.Send(body)).Result);
    }

    [Fact]
    public async Task Project_is_registered_once()
    {
        await using var scene = await FcmScene.Start();

        Assert.Throws<ArgumentException>(() => scene.Server.RegisterFcm(scene.App.Settings));
    }

    [Theory]
    [InlineData("POST", "/v1/projects/phone-1f2e3/messages")]
    [InlineData("POST", "/v1/projects/messages:send")]
    [InlineData("POST", "/v1/projects//messages:send")]
    [InlineData("POST", "/v1/projects/a/b/messages:send")]
    [InlineData("POST", "/fcm/send")]
    [InlineData("POST", "/")]
    [InlineData("PUT", "/v1/projects/phone-1f2e3/messages:send")]
    [InlineData("PUT", "/token")]
    public async Task Other_method_or_path_is_not_found(string method, string path)
    {
        await using var scene = await FcmScene.Start();

        var reply = await scene.Post(new(scene.Server.Fcm, path), new StringContent("{}"), scene.Access, new(method));

        Assert.Equal("404 NOT_FOUND - -", reply.Result);
    }

    private static JsonObject Message(JsonObject body) => body["message"]!.AsObject();

    private static JsonObject Android(JsonObject body) => Message(body)["android"]!.AsObject();

    private static JsonObject Data(JsonObject body) => Message(body)["data"]!.AsObject();
}
