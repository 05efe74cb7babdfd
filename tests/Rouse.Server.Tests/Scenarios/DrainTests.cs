using Rouse.Protocol.Sip;
using Rouse.Testing;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A server that stops: nothing new, what is held comes to its end, and nobody is left without an answer.</summary>
public sealed class DrainTests
{
    [Theory]
    [InlineData("INVITE")]
    [InlineData("MESSAGE")]
    public void New_call_or_message_is_answered_503_with_a_time(string method)
    {
        using var scene = new WakeScene();
        scene.Network.Server.StopTaking();
        scene.Alice.Requests(method, "sip:bob@example.org");

        Assert.Equal("5", scene.Alice.Receives("SIP/2.0 503 Server Is Stopping").Value(HeaderName.RetryAfter));
        scene.Bob.ReceivesNothing();
        Assert.Equal(0, scene.Network.Server.UnderWay);
    }

    [Fact]
    public void Other_requests_go_on()
    {
        using var scene = new WakeScene();
        scene.Network.Server.StopTaking();
        scene.Alice.Requests("OPTIONS", "sip:example.org");
        scene.Alice.Receives("SIP/2.0 200 *");
        scene.Bob.Registers();
    }

    [Fact]
    public async Task Held_call_is_delivered_to_the_phone_that_wakes_and_then_nothing_is_under_way()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Network.Server.StopTaking();
        var rest = scene.Network.Server.RestAsync();
        Assert.Equal(1, scene.Network.Server.UnderWay);
        scene.Bob.Registers();
        Assert.False(rest.IsCompleted);
        var answer = scene.Answers(scene.Bob, WakeScene.Invite(scene.Bob), 200);

        await rest.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        WakeScene.HangsUp(call, answer, scene.Bob);
        Assert.Equal(0, scene.Network.Server.UnderWay);
    }

    [Fact]
    public void Request_in_a_call_still_reaches_the_other_side()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var answer = scene.Answers(scene.Bob, WakeScene.Invite(scene.Bob), 200);
        WakeScene.HangsUp(call, answer, scene.Bob);
        scene.Network.Server.StopTaking();
        call.SendsInDialog("INVITE", answer);
        scene.Bob.Answers(scene.Bob.ReceivesRequest("INVITE *"), 488);
        scene.Alice.Receives("SIP/2.0 100 *");
        scene.Alice.Receives("SIP/2.0 488 *");
        scene.Bob.Receives("ACK *");
    }

    [Fact]
    public void Call_that_is_still_held_at_the_end_gets_503()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Forget();

        Assert.Equal(1, CutShort(scene));
        Assert.Equal("5", scene.Alice.Receives("SIP/2.0 503 Server Is Stopping").Value(HeaderName.RetryAfter));
    }

    [Fact]
    public void Phone_that_rings_at_the_end_is_cancelled()
    {
        using var scene = new WakeScene();
        scene.Call();
        var invite = WakeScene.Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);

        Assert.Equal(1, CutShort(scene));
        scene.Alice.Receives("SIP/2.0 503 Server Is Stopping");
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(invite, 487);
        scene.Bob.Receives("ACK *");
    }

    [Fact]
    public void Message_that_is_held_at_the_end_gets_503()
    {
        using var scene = WakeScene.MessageScene();
        scene.Bob.FallsAsleep();
        scene.Alice.SendsMessage("bob");
        scene.Push.Forget();

        Assert.Equal(1, CutShort(scene));
        scene.Alice.Receives("SIP/2.0 503 Server Is Stopping");
    }

    [Fact]
    public void What_has_its_answer_is_not_under_way()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Answers(scene.Bob, WakeScene.Invite(scene.Bob), 486);
        scene.Bob.Receives("ACK *");

        Assert.Equal(1, scene.Network.Server.Exchanges);
        Assert.Equal(0, scene.Network.Server.UnderWay);
        Assert.Equal(0, CutShort(scene));
    }

    [Fact]
    public async Task Nothing_under_way_is_rest_at_once()
    {
        using var scene = new WakeScene();
        await scene.Network.Server.RestAsync();
    }

    static int CutShort(WakeScene scene)
    {
        scene.Network.Server.StopTaking();
        var cut = scene.Network.Server.CutShort();
        scene.Network.Settle();
        return cut;
    }
}
