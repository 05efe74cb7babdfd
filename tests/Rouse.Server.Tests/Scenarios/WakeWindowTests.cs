using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>How long a call is held.</summary>
public sealed class WakeWindowTests
{
    [Fact]
    public void Phone_that_wakes_one_tick_before_the_end_of_the_ring_window_rings()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow - Tick);
        scene.Alice.ReceivesNothing();
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        // It gets its time to answer, too.
        scene.Advance(5);
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Phone_that_wakes_at_the_end_of_the_ring_window_is_too_late()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(RingWindow);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Wake Up");
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Theory]
    [InlineData("Expires: 20", 20)]
    [InlineData("Expires: 89", 89)]
    [InlineData("Expires: 91", 90)]
    [InlineData("Expires: 4294967295", 90)]
    [InlineData("Expires: 0", 90)]
    public void Caller_may_shorten_the_ring_window_and_never_lengthen_it(string expires, int seconds)
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call(expires);
        scene.Advance(TimeSpan.FromSeconds(seconds) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Wake Up");
    }

    [Fact]
    public void Ring_window_can_be_set()
    {
        using var scene = new WakeScene(push => push with { RingWindow = TimeSpan.FromSeconds(40) });
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(TimeSpan.FromSeconds(40) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 480 *");
    }

    [Fact]
    public void Frozen_phone_is_not_waited_for_beyond_a_window_shorter_than_timer_b()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call("Expires: 10");
        var invite = Invite(scene.Bob);
        scene.Advance(TimeSpan.FromSeconds(10) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Answer");
        // It comes to itself now: its INVITE is cancelled as soon as that is allowed.
        scene.Bob.Answers(invite, 180);
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(invite, 487);
        scene.Bob.Receives("ACK *");
    }

    [Fact]
    public void Ringing_phone_rings_beyond_the_window()
    {
        using var scene = new WakeScene();
        scene.Call("Expires: 10");
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(100);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Phone_that_resumes_at_the_end_of_the_window_is_too_late()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(TimerB);
        scene.Advance(RingWindow - TimerB);
        scene.Alice.Receives("SIP/2.0 480 Phone Did Not Wake Up");
        scene.Bob.Answers(invite, 180);
        scene.Bob.ReceivesNothing();
        scene.Alice.ReceivesNothing();
    }
}
