using Rouse.Protocol.Sip;
using Rouse.Testing;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Scenarios;

/// <summary>The called phone registers on another flow while the call is on its way to it: a second branch.</summary>
public sealed class MovingPhoneTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(180)]
    [InlineData(183)]
    public void Phone_that_registers_on_another_flow_gets_the_invite_there_too(int answered)
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        var first = Invite(scene.Bob);
        if (answered > 0)
            scene.Bob.Answers(first, answered);
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        var second = Invite(scene.Bob);
        Assert.Equal(call.CallId, second.Value(HeaderName.CallId));
        Assert.NotEqual(first.Value(HeaderName.Via), second.Value(HeaderName.Via));
        scene.Alice.ForgetsUnread();
        scene.Answers(scene.Bob, second, 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Ringing_phone_that_moves_rings_on_and_its_old_branch_is_cancelled()
    {
        using var scene = new WakeScene();
        scene.Call();
        var first = Invite(scene.Bob);
        scene.Answers(scene.Bob, first, 180);
        var (old, second) = scene.BobMoves();
        scene.Bob.Answers(second, 100);
        scene.Bob.ReceivesNothing();
        scene.Answers(scene.Bob, second, 180);
        var cancel = scene.Bob.ReceivesRequest("CANCEL *");
        Assert.Equal((first.Value(HeaderName.Via), ""), (cancel.Value(HeaderName.Via), cancel.Value(HeaderName.Reason)));
        scene.Bob.Uses(old);
        scene.Bob.Answers(cancel, 200);
        scene.Bob.Answers(first, 487);
        scene.Bob.Receives("ACK *");
        scene.Alice.ReceivesNothing();
        scene.Answers(scene.Bob, second, 200);
    }

    [Fact]
    public void Each_branch_and_its_cancel_go_over_their_own_flow()
    {
        using var scene = new WakeScene();
        scene.Bob.Registers("");
        scene.Call();
        var first = Invite(scene.Bob);
        scene.Answers(scene.Bob, first, 180);
        var before = scene.Network.PhoneAt(scene.Bob, "bob");
        var (_, second) = scene.BobMoves();
        scene.Answers(scene.Bob, second, 180);
        scene.Bob.ReceivesNothing();
        before.Receives("CANCEL *");
        before.ReceivesNothing();
    }

    [Fact]
    public void Second_branch_of_a_phone_that_answers_on_the_first_is_cancelled()
    {
        using var scene = new WakeScene();
        scene.Call();
        var first = Invite(scene.Bob);
        scene.Answers(scene.Bob, first, 180);
        var (_, second) = scene.BobMoves();
        scene.Bob.Answers(second, 100);
        scene.Answers(scene.Bob, first, 200);
        var cancel = scene.Bob.ReceivesRequest("CANCEL *");
        // Nobody else answered: no "elsewhere".
        Assert.Equal((second.Value(HeaderName.Via), ""), (cancel.Value(HeaderName.Via), cancel.Value(HeaderName.Reason)));
    }

    [Fact]
    public void Phone_that_loses_both_connections_is_waited_for()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        var (old, _) = scene.BobMoves();
        old.Close();
        scene.Network.Settle();
        scene.Push.ExpectsNothing();
        scene.Bob.FallsAsleep();
        scene.Push.Expects("apns", "tok-bob");
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
    }

    [Fact]
    public void Phone_may_move_again_and_again()
    {
        using var scene = new WakeScene();
        scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 180);
        SipRequest? last = null;
        for (var i = 0; i < 5; i++)
            (_, last) = scene.BobMoves();
        scene.Answers(scene.Bob, last!, 200);
        scene.Push.ExpectsNothing();
    }

    [Fact]
    public void Phone_that_moves_back_is_called_on_its_first_flow_again()
    {
        using var scene = new WakeScene();
        scene.Call();
        var first = Invite(scene.Bob);
        scene.Answers(scene.Bob, first, 180);
        var (old, second) = scene.BobMoves();
        scene.Answers(scene.Bob, second, 180);
        scene.Bob.Receives("CANCEL *");
        scene.Bob.FallsAsleep();
        scene.Bob.Uses(old);
        scene.Bob.Registers();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);
    }

    [Fact]
    public void Phone_that_moves_for_ever_gets_at_most_64_branches()
    {
        using var scene = new WakeScene();
        scene.Call();
        var last = Invite(scene.Bob);
        scene.Answers(scene.Bob, last, 180);
        for (var i = 1; i < 64; i++)
            (_, last) = scene.BobMoves();
        scene.Bob.ChangesNetwork();
        scene.Bob.Registers();
        scene.Bob.ReceivesNothing();
        scene.Answers(scene.Bob, last, 200);
    }
}
