namespace Rouse.Sandbox.Tests.Fcm;

public sealed class FcmAnyTokenTests
{
    private const string Invalid = "400 INVALID_ARGUMENT INVALID_ARGUMENT message.token";
    private static readonly SandboxSettings AnyToken = new() { AcceptsAnyToken = true };

    [Theory]
    [InlineData("fJ3:APA91bH", "200")]
    [InlineData("dea", "200")]
    [InlineData("dead", "404 NOT_FOUND UNREGISTERED -")]
    [InlineData("Dead:APA91bH", "404 NOT_FOUND UNREGISTERED -")]
    [InlineData("bad0:APA91bH", Invalid)]
    [InlineData("5030:APA91bH", "503 UNAVAILABLE UNAVAILABLE -")]
    [InlineData("two words", Invalid)]
    [InlineData("tökèn", Invalid)]
    public async Task Token_that_was_never_given_out_is_answered_by_its_beginning(string token, string result)
    {
        await using var scene = await FcmScene.Start(AnyToken);

        Assert.Equal(result, await Send(scene, token));
    }

    [Theory]
    [InlineData(4096, "200")]
    [InlineData(4097, Invalid)]
    public async Task Token_has_a_length_that_can_be_one(int length, string result)
    {
        await using var scene = await FcmScene.Start(AnyToken);

        Assert.Equal(result, await Send(scene, new string('t', length)));
    }

    [Fact]
    public async Task Token_that_was_given_out_keeps_its_rules()
    {
        await using var scene = await FcmScene.Start(AnyToken);

        Assert.Equal("403 PERMISSION_DENIED SENDER_ID_MISMATCH -", await Send(scene, scene.Server.IssueToken(scene.RegisterOther())));
        scene.Server.Kill(scene.Token);
        Assert.Equal("404 NOT_FOUND UNREGISTERED -", await Send(scene, scene.Token));
    }

    private static async Task<string> Send(FcmScene scene, string token)
    {
        var body = scene.Message();
        body["message"]!["token"] = token;
        return (await scene.Send(body)).Result;
    }
}
