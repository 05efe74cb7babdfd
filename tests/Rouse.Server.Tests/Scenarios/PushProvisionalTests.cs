using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The provisional response that tells the caller of a push.</summary>
public sealed class PushProvisionalTests
{
    [Theory]
    [InlineData(180)]
    [InlineData(182)]
    [InlineData(110)]
    public void Provisional_response_is_sent_once_when_a_push_was_accepted(int status)
    {
        using var scene = new WakeScene(push => push with { Provisional = status });
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Push.Outcome = null;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.ReceivesNothing();
        scene.PushIsAnswered(FakePush.Accepted);
        scene.Alice.Receives($"SIP/2.0 {status} *");
        scene.PushIsAnswered(FakePush.Accepted);
        scene.Alice.ReceivesNothing();
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
    }

    [Fact]
    public void Provisional_response_is_sent_for_a_frozen_phone_too()
    {
        using var scene = new WakeScene(push => push with { Provisional = 180 });
        scene.BobBecomesDormant();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 180 *");
    }

    [Fact]
    public void No_provisional_response_is_sent_unless_it_is_configured()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(10);
        scene.Alice.ReceivesNothing();
    }

    [Theory]
    [InlineData("Require: 100rel", false)]
    [InlineData("Require: timer ,100REL", false)]
    [InlineData("Require: timer\nRequire: 100rel", false)]
    [InlineData("Supported: 100rel\nRequire: timer", true)]
    public void Caller_that_takes_only_reliable_ones_is_sent_none_of_ours(string headers, bool isTold)
    {
        using var scene = new WakeScene(push => push with { Provisional = 180 });
        scene.Bob.FallsAsleep();
        scene.Call(headers);
        if (isTold)
            scene.Alice.Receives("SIP/2.0 180 *");
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void No_provisional_response_is_sent_for_a_refused_push()
    {
        using var scene = new WakeScene(push => push with { Provisional = 180 });
        scene.Push.Outcome = FakePush.Refused;
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Alice.Receives("SIP/2.0 480 *");
    }

    [Fact]
    public void No_provisional_response_is_sent_once_a_phone_rings()
    {
        using var scene = new WakeScene(push => push with { Provisional = 110 });
        scene.SleepingDevice("bob", Voip("tok-2"));
        scene.Push.Outcome = null;
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.PushIsAnswered(FakePush.Accepted);
        scene.Alice.ReceivesNothing();
    }

    [Fact]
    public void No_provisional_response_is_sent_to_the_sender_of_a_message()
    {
        using var scene = new WakeScene(push => push with { Provisional = 180 });
        scene.Bob.Registers(Fcm("tok-fcm"));
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Push.Expects("fcm", "tok-fcm");
        scene.Alice.ReceivesNothing();
    }
}
