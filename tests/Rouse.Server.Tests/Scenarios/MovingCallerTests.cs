using Rouse.Server.Transport;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The caller moves to another flow, or loses its own, while the call is on its way.</summary>
public sealed class MovingCallerTests
{
    [Theory]
    [InlineData(SipTransport.Tcp)]
    [InlineData(SipTransport.Udp)]
    public void Responses_go_on_the_present_flow_of_the_caller(SipTransport transport)
    {
        using var scene = new WakeScene();
        var carol = scene.Device("carol", "", transport);
        carol.Invites("bob");
        carol.Receives("SIP/2.0 100 *");
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 180);
        carol.Receives("SIP/2.0 180 *");
        var nobody = scene.Network.PhoneAt(carol, "nobody");
        carol.ChangesNetwork();
        carol.Registers();
        scene.Bob.Answers(invite, 183);
        scene.Bob.Answers(invite, 200);
        carol.Receives("SIP/2.0 183 *");
        carol.Receives("SIP/2.0 200 *");
        nobody.ReceivesNothing();
    }

    [Fact]
    public void Closed_flow_of_the_caller_cancels_nothing()
    {
        using var scene = new WakeScene();
        var carol = scene.Device("carol", "");
        carol.Invites("bob");
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 180);
        carol.FallsAsleep();
        scene.Advance(20);
        scene.Bob.ReceivesNothing();
        carol.ForgetsUnread();
        carol.Registers();
        scene.Bob.Answers(invite, 200);
        carol.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Held_call_waits_on_while_the_caller_is_away()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var carol = scene.Device("carol", "");
        carol.Invites("bob");
        carol.FallsAsleep();
        scene.Advance(10);
        carol.ForgetsUnread();
        carol.Registers();
        scene.Bob.Registers();
        scene.Bob.Answers(Invite(scene.Bob), 200);
        carol.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Answer_that_found_no_caller_is_repeated_by_the_phone_and_then_arrives()
    {
        using var scene = new WakeScene();
        var carol = scene.Device("carol", "");
        carol.Invites("bob");
        carol.Receives("SIP/2.0 100 *");
        var invite = Invite(scene.Bob);
        carol.FallsAsleep();
        scene.Bob.Answers(invite, 200);
        carol.Registers();
        carol.ReceivesNothing();
        scene.Advance(0.5);
        scene.Bob.Answers(invite, 200);
        carol.Receives("SIP/2.0 200 *");
    }

    [Fact]
    public void Cancel_on_another_connection_matches_by_its_branch()
    {
        using var scene = new WakeScene();
        var carol = scene.Device("carol", "");
        var call = carol.Invites("bob");
        carol.Receives("SIP/2.0 100 *");
        var invite = Invite(scene.Bob);
        scene.Bob.Answers(invite, 180);
        carol.Receives("SIP/2.0 180 *");
        carol.ChangesNetwork();
        carol.Registers();
        call.Cancels();
        carol.Receives("SIP/2.0 200 *");
        scene.Bob.Answers(scene.Bob.Receives("CANCEL *"), 200);
        scene.Bob.Answers(invite, 487);
        call.Acks(carol.Receives("SIP/2.0 487 *"));
    }

    [Fact]
    public void Caller_that_never_registered_stays_on_its_flow()
    {
        using var scene = new WakeScene();
        scene.Call();
        var invite = Invite(scene.Bob);
        scene.Network.Phone("alice").Registers();
        scene.Answers(scene.Bob, invite, 200);
    }
}
