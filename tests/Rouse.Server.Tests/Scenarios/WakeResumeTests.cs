using Rouse.Server.Transport;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The phone comes to itself on the flow on which its request was sent.</summary>
public sealed class WakeResumeTests
{
    [Fact]
    public void Phone_that_resumes_on_its_old_connection_simply_rings()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Push.Expects("apns", "tok-bob");
        scene.Advance(5);
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 200);
        scene.Push.ExpectsNothing();
    }

    [Theory]
    [InlineData("apns")]
    [InlineData("fcm")]
    public void Phone_that_was_pushed_and_resumes_on_its_old_connection_behind_timer_b_rings(string provider)
    {
        using var scene = new WakeScene();
        scene.Bob.Registers(provider == "fcm" ? Fcm("tok-fcm") : Voip("tok-voip"));
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(RingWindow - Tick);
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 180);
        scene.Advance(60);
        scene.Answers(scene.Bob, invite, 200);
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_says_only_100_behind_timer_b_is_given_up_by_timer_c()
    {
        using var scene = new WakeScene();
        scene.BobBecomesDormant();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Advance(40);
        scene.Bob.Answers(invite, 100);
        scene.Advance(TimeSpan.FromSeconds(181) - Tick);
        scene.Alice.ReceivesNothing();
        scene.Advance(Tick);
        scene.Bob.Receives("CANCEL *");
        scene.Alice.Receives("SIP/2.0 408 *");
    }

    [Fact]
    public void Datagram_that_a_sleeping_app_lost_is_sent_again_when_it_registers_from_the_same_port()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.Bob.FallsAsleep();
        scene.Call();
        // Repetitions at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s.
        scene.Advance(16);
        scene.Bob.Uses(scene.Bob.Flow);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Answers(scene.Bob, invite, 180);
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_on_udp_that_registers_from_the_same_port_behind_timer_b_is_called_anew()
    {
        using var scene = new WakeScene(transport: SipTransport.Udp);
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Advance(50);
        scene.Bob.Uses(scene.Bob.Flow);
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
    }
}
