using Rouse.Push.Delivery;
using Rouse.Push.Fcm;
using Rouse.Push.Tests.Apns;
using Rouse.Push.Tests.Delivery;
using Rouse.Push.Tests.Fcm;

namespace Rouse.Push.Tests.SecondServer;

/// <summary>The client for Google against an HTTP/2 server that is not .NET's.</summary>
public sealed class FcmSecondServerTests
{
    private const string Name = "projects/example-phone/messages/0:1";
    private const string Unregistered = """
        {"error":{"code":404,"message":"Requested entity was not found.","status":"NOT_FOUND","details":[
        {"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"UNREGISTERED"}]}}
        """;

    private static readonly object Taken = new { answer = 200, body = $$"""{"name":"{{Name}}"}""" };
    private static readonly PushOutcome Accepted = new(PushVerdict.Accepted, 200, "200", 1) { ProviderId = Name };

    [Fact]
    public async Task Push_is_accepted_with_the_access_token_that_was_fetched()
    {
        await using var scene = await Scene.Start(Taken);

        Assert.Equal(Accepted, await scene.Send());
        var request = await scene.Server.Next("request");
        Assert.Equal(
            ("POST", "/v1/projects/example-phone/messages:send", "Bearer second"),
            (request.Header(":method"), request.Header(":path"), request.Header("authorization")));
        Assert.Contains(FcmScene.Token, request.Body);
    }

    [Fact]
    public async Task Unregistered_token_is_dead()
    {
        await using var scene = await Scene.Start(new { answer = 404, body = Unregistered });

        Assert.Equal((PushVerdict.DeadToken, 1), Told(await scene.Send()));
    }

    [Fact]
    public async Task Refusal_whose_reason_is_cut_kills_no_token()
    {
        await using var scene = await Scene.Start(Taken, new { cut = 404, body = Unregistered });
        // With the access token in hand: its body is read on the same clock.
        await scene.Send();
        await scene.Time.TimerOf(ReplyBody.Timeout);
        await scene.Time.TimerOf(ReplyBody.Timeout);

        var sending = scene.Send();
        await scene.Time.TimerOf(ReplyBody.Timeout);
        await scene.Server.Release();

        Assert.Equal((PushVerdict.Refused, 1), Told(await sending));
    }

    [Theory]
    [InlineData("cut", 2)]
    [InlineData("goaway covering", 2)]
    [InlineData("goaway", 1)]
    public async Task Lost_connection_is_replaced(string how, int attempts)
    {
        object loss = how == "cut" ? new { cut = 0 } : new { goaway = "Shutdown", covers = attempts == 2 };
        await using var scene = await Scene.Start(loss, Taken);

        var sending = scene.Send();
        if (attempts > 1)
            await scene.Pass(FcmScene.FirstWait);

        Assert.Equal(Accepted with { Attempts = attempts }, await sending);
        // One of them is that of the access token.
        Assert.Equal(3, scene.Server.Count("connected"));
    }

    [Fact]
    public async Task Reset_stream_is_tried_again_on_the_same_connection()
    {
        await using var scene = await Scene.Start(new { reset = 8 }, Taken);

        var sending = scene.Send();
        await scene.Pass(FcmScene.FirstWait);

        Assert.Equal(Accepted with { Attempts = 2 }, await sending);
        Assert.Equal(2, scene.Server.Count("connected"));
    }

    [Fact]
    public async Task One_stream_until_the_first_success_is_one_connection()
    {
        await using var scene = await Scene.Start(oneStreamFirst: true, [.. Enumerable.Repeat(Taken, 20)]);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => scene.Send()));

        Assert.All(outcomes, outcome => Assert.Equal(Accepted, outcome));
        Assert.Equal((2, 20), (scene.Server.Count("connected"), scene.Server.Count("request")));
    }

    [Fact]
    public async Task Answer_that_comes_in_pieces_counts_while_there_is_time()
    {
        await using var scene = await Scene.Start(new { slow = 200, body = $$"""{"name":"{{Name}}"}""" });

        var sending = scene.Send();
        await scene.Server.Next("request");
        await scene.Server.Release();

        Assert.Equal(Accepted, await sending);
    }

    private static (PushVerdict Verdict, int Attempts) Told(PushOutcome outcome) => (outcome.Verdict, outcome.Attempts);

    private sealed class Scene(PythonServer server) : IAsyncDisposable
    {
        private FcmProvider? _provider;

        public PythonServer Server { get; } = server;

        public SignallingTime Time { get; } = ApnsScene.At(ApnsScene.Start);

        public static Task<Scene> Start(params object[] steps) => Start(false, steps);

        public static async Task<Scene> Start(bool oneStreamFirst, object[] steps)
        {
            var scene = new Scene(await PythonServer.StartAsync(oneStreamFirst, steps));
            var settings = new FcmSettings
            {
                ServiceAccount = FcmScene.AccountOf(scene.Server.Url + "/token"),
                Url = scene.Server.Url,
                Authority = scene.Server.Authority,
            };
            scene._provider = new FcmProvider(settings, scene.Time, () => 0.5);
            return scene;
        }

        public Task<PushOutcome> Send() => _provider!.SendAsync(FcmScene.Message, FcmScene.Minutes, CancellationToken.None).Soon();

        public async Task Pass(TimeSpan wait)
        {
            await Time.TimerOf(wait);
            Time.Advance(wait);
        }

        public async ValueTask DisposeAsync()
        {
            _provider?.Dispose();
            await Server.DisposeAsync();
        }
    }
}
