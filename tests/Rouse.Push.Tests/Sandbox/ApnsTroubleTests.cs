using Rouse.Push.Tests.Apns;
using Rouse.Sandbox;

namespace Rouse.Push.Tests.Sandbox;

/// <summary>Trouble with streams and connections, as the sandbox plays it.</summary>
public sealed class ApnsTroubleTests
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Goaway_lets_the_push_through_and_the_next_one_goes_elsewhere()
    {
        await using var scene = await SandboxApns.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.GoAway());

        // The frame may come after the answer: until then the connection takes more.
        for (var sent = 0; scene.Server.Connections < 2 && sent < 1000; sent++)
            Assert.Equal((PushVerdict.Accepted, 1), Told(await scene.Send()));

        Assert.Equal(2, scene.Server.Connections);
    }

    [Fact]
    public async Task Cut_connection_is_replaced()
    {
        await using var scene = await SandboxApns.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.CutConnection());

        var sending = scene.Send();
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal((1, 2), (scene.Server.Pushes.Count, scene.Server.Connections));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(11)]
    public async Task Reset_stream_is_tried_again_on_its_connection(int errorCode)
    {
        await using var scene = await SandboxApns.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.ResetStream(errorCode));

        var sending = scene.Send();
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(1, scene.Server.Connections);
    }

    [Fact]
    public async Task Refused_stream_is_sent_again_without_a_wait()
    {
        await using var scene = await SandboxApns.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.ResetStream(7));

        Assert.Equal((PushVerdict.Accepted, 1), Told(await scene.Send()));
    }

    [Fact]
    public async Task Hanging_request_is_given_up_and_its_connection_too()
    {
        await using var scene = await SandboxApns.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.Hang());

        var sending = scene.Send();
        await scene.Server.Script.PlayedAsync();
        scene.Time.Advance(RequestTimeout);
        await scene.Pass(ApnsScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 2), Told(await sending));
        Assert.Equal(2, scene.Server.Connections);
    }

    [Fact]
    public async Task Acceptance_whose_body_does_not_end_is_an_acceptance()
    {
        await using var scene = await SandboxApns.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.Drip(TimeSpan.FromSeconds(1)));

        Assert.Equal((PushVerdict.Accepted, 1), Told(await scene.Send()));
    }

    private static (PushVerdict Verdict, int Attempts) Told(PushOutcome outcome) => (outcome.Verdict, outcome.Attempts);
}
