using Rouse.Push.Tests.Apns;
using Rouse.Push.Tests.Fcm;
using Rouse.Sandbox;

namespace Rouse.Push.Tests.Sandbox;

/// <summary>What operators, phones and networks do wrong, and how a strict Google takes it.</summary>
public sealed class FcmCauseTests
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(PushEvent.Call, true)]
    [InlineData(PushEvent.Message, true)]
    [InlineData(PushEvent.Refresh, false)]
    [InlineData(PushEvent.Cancel, false)]
    public async Task Each_kind_of_push_breaks_no_rule(PushEvent happened, bool isUrgent)
    {
        await using var scene = await SandboxFcm.Start();

        var outcome = await scene.Send(scene.Call with { Event = happened, ChatRoom = "sip:room@example.org" });

        var push = await scene.Server.Pushes.NextAsync();
        Assert.Equal(new PushOutcome(PushVerdict.Accepted, 200, "200", 1) { ProviderId = push.Id }, outcome);
        Assert.Equal((isUrgent, "example-phone", scene.Token, null), (push.Urgent, push.App, push.Token, push.CollapseId));
        Assert.Equal(ApnsScene.Start.AddSeconds(60), push.ExpiresAt);
    }

    [Fact]
    public async Task Key_of_another_gets_no_access_token()
    {
        await using var scene = await SandboxFcm.Start((scene, settings) => settings with
        {
            ServiceAccount = FcmScene.AccountOf(scene.Server.OAuth.AbsoluteUri),
        });

        var outcome = await scene.Send();

        Assert.Equal((PushVerdict.Refused, "access token: 400 invalid_grant"), (outcome.Verdict, outcome.Reason));
        Assert.True(outcome.IsConfigurationError);
    }

    [Fact]
    public async Task App_that_was_removed_has_a_dead_token()
    {
        await using var scene = await SandboxFcm.Start();
        scene.Server.Kill(scene.Token);

        Assert.Equal((PushVerdict.DeadToken, 404, 1), Told(await scene.Send()));
    }

    [Fact]
    public async Task Token_of_another_project_is_refused_without_blame_for_the_configuration() =>
        await Refused("403 SENDER_ID_MISMATCH", scene => scene.Server.IssueToken(scene.RegisterOther()));

    [Fact]
    public async Task Token_of_nobody_is_refused_without_blame_for_the_configuration() =>
        await Refused("400 INVALID_ARGUMENT", _ => "abc:APA91b");

    [Fact]
    public async Task Revoked_access_token_is_replaced()
    {
        await using var scene = await SandboxFcm.Start();
        await scene.Send();
        scene.Server.RevokeAccessTokens();

        Assert.Equal((PushVerdict.Accepted, 200, 2), Told(await scene.Send()));
        Assert.Equal((PushVerdict.Accepted, 200, 1), Told(await scene.Send()));
    }

    [Fact]
    public async Task Quota_of_a_device_is_waited_for_as_long_as_google_says()
    {
        await using var scene = await SandboxFcm.Start(quota: new() { PerDeviceAndMinute = 1 });
        await scene.Send();
        scene.Time.Advance(TimeSpan.FromSeconds(18));

        var sending = scene.Send();
        await scene.Pass(TimeSpan.FromSeconds(42));

        Assert.Equal((PushVerdict.Accepted, 200, 2), Told(await sending));
    }

    [Theory]
    [InlineData("cut", 3)]
    [InlineData("reset", 2)]
    public async Task Lost_request_is_tried_again(string how, int connections)
    {
        await using var scene = await SandboxFcm.Start();
        scene.Server.Script.Next(scene.Token, how == "cut" ? new SandboxBehaviour.CutConnection() : new SandboxBehaviour.ResetStream(8));

        var sending = scene.Send();
        await scene.Pass(FcmScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 200, 2), Told(await sending));
        Assert.Equal((1, connections), (scene.Server.Pushes.Count, scene.Server.Connections));
    }

    [Fact]
    public async Task Goaway_lets_the_push_through_and_the_next_one_goes_elsewhere()
    {
        await using var scene = await SandboxFcm.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.GoAway());

        // The frame may come after the answer: until then the connection takes more.
        for (var sent = 0; scene.Server.Connections < 3 && sent < 200; sent++)
            Assert.Equal((PushVerdict.Accepted, 200, 1), Told(await scene.Send()));

        Assert.Equal(3, scene.Server.Connections);
    }

    [Fact]
    public async Task Hanging_request_is_given_up_and_its_connection_too()
    {
        await using var scene = await SandboxFcm.Start();
        scene.Server.Script.Next(scene.Token, new SandboxBehaviour.Hang());

        var sending = scene.Send();
        await scene.Server.Script.PlayedAsync();
        scene.Time.Advance(RequestTimeout);
        await scene.Pass(FcmScene.FirstWait);

        Assert.Equal((PushVerdict.Accepted, 200, 2), Told(await sending));
        Assert.Equal(3, scene.Server.Connections);
    }

    private static (PushVerdict Verdict, int Status, int Attempts) Told(PushOutcome outcome) =>
        (outcome.Verdict, outcome.Status, outcome.Attempts);

    private static async Task Refused(string reason, Func<SandboxFcm, string> token)
    {
        await using var scene = await SandboxFcm.Start();

        var outcome = await scene.Send(scene.Call with { Token = token(scene) });

        Assert.Equal((PushVerdict.Refused, 1, false), (outcome.Verdict, outcome.Attempts, outcome.IsConfigurationError));
        Assert.StartsWith(reason, outcome.Reason);
    }
}
