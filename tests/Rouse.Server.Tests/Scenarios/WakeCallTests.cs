using Rouse.Protocol.Sip;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>A call is held for a phone that sleeps, and reaches it when it wakes.</summary>
public sealed class WakeCallTests
{
    [Fact]
    public void Woken_phone_gets_the_200_to_its_register_and_then_the_invite()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Bob.SendsRegister();
        scene.Bob.Receives("SIP/2.0 200 *");
        var invite = Invite(scene.Bob);
        scene.Bob.ReceivesNothing();
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 200);
    }

    [Fact]
    public void Invite_of_the_late_branch_is_the_callers_own()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call("X-Mark: here");
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        Assert.Equal(call.CallId, invite.Value(HeaderName.CallId));
        Assert.Equal(("1 INVITE", "here"), (invite.Value(HeaderName.CSeq), invite.Other("X-Mark")));
    }

    [Fact]
    public void Device_that_was_never_seen_joins_a_held_call()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        var desk = scene.Device("bob", "");
        scene.Answers(desk, Invite(desk), 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Device_that_was_never_seen_joins_a_ringing_call()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        var desk = scene.Device("bob", "");
        scene.Answers(desk, Invite(desk), 200);
        scene.Bob.Receives("CANCEL *");
    }

    [Fact]
    public void Phone_that_registers_again_on_the_connection_on_which_it_rings_gets_nothing_more()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        scene.Bob.Registers();
        scene.Answers(scene.Bob, invite, 180);
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
    }

    [Fact]
    public void Phone_that_registers_on_a_connection_that_it_drops_and_then_on_another_gets_one_invite_that_counts()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Bob.Registers();
        var lost = Invite(scene.Bob);
        scene.Bob.FallsAsleep();
        scene.Advance(0.03);
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        Assert.NotEqual(lost.Value(HeaderName.Via), invite.Value(HeaderName.Via));
        scene.Answers(scene.Bob, invite, 180);
        scene.Answers(scene.Bob, invite, 200);
        scene.Bob.ReceivesNothing();
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void First_connection_may_close_after_the_second_register()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        scene.Call();
        scene.Push.Expects("apns", "tok-bob");
        scene.Bob.Registers();
        Invite(scene.Bob);
        var first = scene.Bob.Flow;
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        var invite = Invite(scene.Bob);
        first.Close();
        scene.Advance(1);
        scene.Answers(scene.Bob, invite, 200);
        scene.Push.ExpectsNothing();
    }
}
