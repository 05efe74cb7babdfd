using Rouse.Server.Tests.Timelines;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>What an operator is told of a call from before the server was killed.</summary>
public sealed class RestartTimelineTests
{
    [Fact]
    public void Call_that_was_held_when_the_server_died_says_so()
    {
        using var scene = new DurableScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.Network.Advance(1);
        scene.Crashes();

        var told = Told.Newest(scene.Network);
        Assert.Equal(("INVITE", "sip:bob@example.org", 0, true), (told.Method, told.To, told.Status, told.WasPushed));
        Assert.StartsWith(
            "The server stopped before it was over; last of all: push to phone 1 accepted", told.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_that_woke_a_phone_in_vain_is_told_as_before_the_server_died()
    {
        using var scene = new DurableScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Network.Push.Expects("apns", "tok-bob");
        scene.Network.Advance(90);
        call.Acks(scene.Alice.Receives("SIP/2.0 480 *"));
        var before = Told.Of(scene.Network);
        scene.Network.Advance(60);
        scene.Crashes();

        Assert.Equal(before.Replace(" 480*", " 480", StringComparison.Ordinal), Told.Of(scene.Network));
    }

    [Fact]
    public void Call_that_woke_nobody_is_forgotten()
    {
        using var scene = new DurableScene();
        scene.IsDelivered(scene.Call());
        scene.Network.Advance(60);
        scene.Crashes();

        Assert.Empty(scene.Network.Server.Timelines.Recent(9));
    }
}
