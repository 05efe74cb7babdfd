using Rouse.Push.Apns;
using Rouse.Push.Delivery;
using Rouse.Push.Tests.Apns;
using Rouse.Push.Tests.Delivery;

namespace Rouse.Push.Tests.SecondServer;

/// <summary>The client for Apple against an HTTP/2 server that is not .NET's.</summary>
public sealed class ApnsSecondServerTests
{
    private static readonly object Taken = new { answer = 200 };
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Push_is_accepted()
    {
        await using var scene = await Scene.Start(
            new { answer = 200, headers = new Dictionary<string, string> { ["apns-id"] = Scene.Id } });

        var outcome = await scene.Send();

        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 1) { ProviderId = Scene.Id }, outcome);
        var request = await scene.Server.Next("request");
        Assert.Equal(("POST", $"/3/device/{ApnsScene.Token}"), (request.Header(":method"), request.Header(":path")));
        Assert.Equal(("https", "voip"), (request.Header(":scheme"), request.Header("apns-push-type")));
        Assert.StartsWith("bearer ", request.Header("authorization"));
        Assert.Contains(ApnsScene.Message.CallId, request.Body);
    }

    [Fact]
    public async Task Dead_token_is_dead()
    {
        await using var scene = await Scene.Start(new { answer = 410, body = """{"reason":"Unregistered","timestamp":1772366400000}""" });

        Assert.Equal(new PushOutcome(PushVerdict.DeadToken, 410, "410 Unregistered", 1), await scene.Send());
    }

    [Fact]
    public async Task Cut_connection_is_replaced()
    {
        await using var scene = await Scene.Start(new { cut = 0 }, Taken);

        var sending = scene.Send();
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(2, scene.Server.Count("connected"));
    }

    [Fact]
    public async Task Refusal_whose_reason_is_cut_kills_no_token()
    {
        await using var scene = await Scene.Start(new { cut = 410, body = """{"reason":"Unregistered","timestamp":1772366400000}""" });

        var sending = scene.Send();
        await scene.Time.TimerOf(ReplyBody.Timeout);
        await scene.Server.Release();

        Assert.Equal(new PushOutcome(PushVerdict.Refused, 410, "410", 1), await sending);
    }

    [Fact]
    public async Task Goaway_before_the_request_was_looked_at_costs_no_attempt()
    {
        await using var scene = await Scene.Start(new { goaway = "Shutdown", covers = false }, Taken);

        Assert.Equal((PushVerdict.Accepted, 1), Told(await scene.Send()));
        Assert.Equal(2, scene.Server.Count("connected"));
    }

    [Fact]
    public async Task Goaway_in_the_middle_of_the_request_is_tried_again()
    {
        await using var scene = await Scene.Start(new { goaway = "Shutdown", covers = true }, Taken);

        var sending = scene.Send();
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(2, scene.Server.Count("connected"));
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(8, 2)]
    [InlineData(11, 2)]
    public async Task Reset_stream_is_tried_again_on_the_same_connection(int code, int attempts)
    {
        await using var scene = await Scene.Start(new { reset = code }, Taken);

        var sending = scene.Send();
        // A stream that was refused unseen (7) is sent again at once, by HttpClient.
        if (attempts > 1)
            await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, attempts), Told(await sending));
        Assert.Equal(1, scene.Server.Count("connected"));
    }

    [Fact]
    public async Task One_stream_until_the_first_success_is_one_connection()
    {
        await using var scene = await Scene.Start(oneStreamFirst: true, [.. Enumerable.Repeat(Taken, 20)]);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => scene.Send()));

        Assert.All(outcomes, outcome => Assert.Equal((PushVerdict.Accepted, 1), Told(outcome)));
        Assert.Equal((1, 20), (scene.Server.Count("connected"), scene.Server.Count("request")));
    }

    [Fact]
    public async Task Answer_that_comes_in_pieces_counts_while_there_is_time()
    {
        await using var scene = await Scene.Start(new { slow = 200 });

        var sending = scene.Send();
        await scene.Server.Next("request");
        scene.Time.Advance(RequestTimeout - ApnsScene.Tick);
        await scene.Server.Release();

        Assert.Equal((PushVerdict.Accepted, 1), Told(await sending));
    }

    [Fact]
    public async Task Answer_that_comes_in_pieces_is_too_late_with_the_request_timeout()
    {
        await using var scene = await Scene.Start(new { slow = 200 }, Taken);

        var sending = scene.Send();
        await scene.Server.Next("request");
        scene.Time.Advance(RequestTimeout);
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(2, scene.Server.Count("connected"));
    }

    private static (PushVerdict Verdict, int Attempts) Told(PushOutcome outcome) => (outcome.Verdict, outcome.Attempts);

    private sealed class Scene(PythonServer server) : IAsyncDisposable
    {
        public const string Id = "65fd1ea2-2f6f-588d-b76f-547bfcdb1641";

        private ApnsProvider? _provider;

        public PythonServer Server { get; } = server;

        public SignallingTime Time { get; } = ApnsScene.At(ApnsScene.Start);

        public static Task<Scene> Start(params object[] steps) => Start(false, steps);

        public static async Task<Scene> Start(bool oneStreamFirst, object[] steps)
        {
            var scene = new Scene(await PythonServer.StartAsync(oneStreamFirst, steps));
            var settings = new ApnsSettings
            {
                Key = ApnsScene.PemOf(ApnsScene.Key),
                KeyId = "ABC123DEFG",
                TeamId = "TEAM123456",
                Url = scene.Server.Url,
                Authority = scene.Server.Authority,
            };
            scene._provider = new ApnsProvider(settings, scene.Time, null, () => 0.5);
            return scene;
        }

        public Task<PushOutcome> Send() => _provider!.SendAsync(ApnsScene.Message, ApnsScene.Minutes, CancellationToken.None).Soon();

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
