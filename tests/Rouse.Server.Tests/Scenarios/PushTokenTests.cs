using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>Refused tokens rest, unless it is the app that must be misconfigured.</summary>
public sealed class PushTokenTests
{
    [Fact]
    public void Refused_token_rests_until_its_phone_registers_again()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.Expects("apns", "tok-bob");
        scene.Push.Outcome = FakePush.Accepted;
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.ExpectsNothing();
        scene.Bob.Registers();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void Failed_push_says_nothing_about_the_token()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Failed;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.Expects("apns", "tok-bob");
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
    }

    [Fact]
    public void Refused_token_of_a_phone_with_a_flow_is_skipped_and_the_phone_is_called()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        scene.BobBecomesDormant();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 486);
        scene.Bob.Receives("ACK *");
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(200);
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Five_refused_tokens_of_an_app_are_one_loud_error_and_no_token_is_marked()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 6);
        scene.Network.Logs.ExpectError("all tokens of apns T.org.example.voip are refused");
        Assert.Empty(scene.Network.Logs.Errors);
        for (var i = 1; i <= 6; i++)
            Assert.True(IsPushed(scene, i));
    }

    [Fact]
    public void Four_refused_tokens_of_an_app_are_each_marked()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 4);
        for (var i = 1; i <= 4; i++)
            Assert.False(IsPushed(scene, i));
    }

    [Fact]
    public void Accepted_push_shows_that_the_app_is_configured_well()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 4);
        scene.Push.Outcome = FakePush.Accepted;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 10, from: 5);
        Assert.Empty(scene.Network.Logs.Errors);
        for (var i = 1; i <= 10; i++)
            Assert.False(IsPushed(scene, i));
    }

    [Fact]
    public void One_token_refused_five_times_does_not_blame_the_app()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        for (var i = 0; i < 5; i++)
        {
            scene.Bob.Registers();
            scene.Bob.FallsAsleep();
            scene.Call();
            scene.Push.Expects("apns", "tok-bob");
            scene.Alice.Receives("SIP/2.0 480 *");
        }
        Assert.Empty(scene.Network.Logs.Errors);
    }

    [Fact]
    public void Each_app_is_judged_by_its_own_tokens()
    {
        using var scene = new WakeScene();
        scene.Push.Outcome = FakePush.Refused;
        Refuse(scene, 4);
        scene.Bob.Registers(Fcm("tok-fcm"));
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("fcm", "tok-fcm");
        Assert.Empty(scene.Network.Logs.Errors);
    }

    [Fact]
    public void Refused_token_for_messages_does_not_silence_calls()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("pn-provider=apns;pn-param=T.org.example.voip&remote;pn-prid=tok-v:voip&tok-r:remote");
        scene.Bob.FallsAsleep();
        scene.Push.Outcome = FakePush.Refused;
        scene.Alice.SendsMessage("bob");
        scene.Alice.Receives("SIP/2.0 480 *");
        scene.Push.Expects("apns", "tok-r");
        scene.Push.Outcome = FakePush.Accepted;
        scene.Call();
        scene.Push.Expects("apns", "tok-v");
    }

    // A call to each of several sleeping phones of one app, whose push is refused.
    static void Refuse(WakeScene scene, int to, int from = 1)
    {
        for (var i = from; i <= to; i++)
        {
            scene.SleepingDevice($"user{i}", Voip($"tok-{i}"));
            scene.Alice.Invites($"user{i}");
            scene.Push.Expects("apns", $"tok-{i}");
            scene.Alice.Receives("SIP/2.0 100 *");
            scene.Alice.Receives("SIP/2.0 480 *");
        }
    }

    static bool IsPushed(WakeScene scene, int i)
    {
        scene.Push.Outcome = FakePush.Accepted;
        var pushed = scene.Push.Unseen;
        scene.Alice.Invites($"user{i}");
        return scene.Push.Unseen > pushed;
    }
}
