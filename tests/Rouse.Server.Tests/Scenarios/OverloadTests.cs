using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>More comes than can be handled: nothing new begins, and what has begun comes to its end.</summary>
public sealed class OverloadTests
{
    [Theory]
    [InlineData("INVITE")]
    [InlineData("MESSAGE")]
    public void New_call_or_message_is_answered_503_with_a_time_and_nothing_is_kept_of_it(string method)
    {
        using var scene = new WakeScene();
        scene.Network.IsOverloaded = true;
        scene.Alice.Requests(method, "sip:bob@example.org");

        Assert.Equal("5", scene.Alice.Receives("SIP/2.0 503 *").Value(HeaderName.RetryAfter));
        scene.Bob.ReceivesNothing();
        Assert.Equal(0, scene.Network.Server.Exchanges);
        Assert.Equal(0, scene.Network.Server.Ended.CountLive());
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("MESSAGE")]
    public void What_was_refused_is_refused_again_when_the_overload_is_over(string method)
    {
        using var scene = new WakeScene();
        scene.Network.IsOverloaded = true;
        var refused = scene.Alice.Requests(method, "sip:bob@example.org");
        scene.Alice.Receives("SIP/2.0 503 *");
        scene.Network.IsOverloaded = false;
        refused.SendAgain();

        scene.Alice.Receives("SIP/2.0 503 *");
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Refusal_is_acknowledged_and_the_next_try_succeeds()
    {
        using var scene = new WakeScene();
        scene.Network.IsOverloaded = true;
        var refused = scene.Alice.Invites("bob");
        refused.Acks(scene.Alice.Receives("SIP/2.0 503 *"));
        scene.Alice.ReceivesNothing();

        scene.Network.IsOverloaded = false;
        var call = scene.Call();
        var answer = scene.Answers(scene.Bob, WakeScene.Invite(scene.Bob), 200);
        WakeScene.HangsUp(call, answer, scene.Bob);
    }

    [Fact]
    public void Call_that_has_begun_is_answered_acknowledged_and_hung_up()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        scene.Network.IsOverloaded = true;
        var answer = scene.Answers(scene.Bob, WakeScene.Invite(scene.Bob), 200);
        WakeScene.HangsUp(call, answer, scene.Bob);
    }

    [Fact]
    public void Request_within_a_call_is_no_new_one()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var answer = scene.Answers(scene.Bob, WakeScene.Invite(scene.Bob), 200);
        call.Acks(answer);
        scene.Bob.Receives("ACK *");
        scene.Network.IsOverloaded = true;
        call.SendsInDialog("INVITE", answer);
        scene.Bob.ReceivesRequest("INVITE *");
    }

    [Fact]
    public void Phone_that_was_woken_registers_and_gets_its_call()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Network.IsOverloaded = true;
        scene.Bob.Registers();
        WakeScene.Invite(scene.Bob);
    }
}
