using Rouse.Server.Forking;
using static Rouse.Server.Tests.Forking.ForkScene;

namespace Rouse.Server.Tests.Forking;

/// <summary>A branch that Timer B has ended answers after all.</summary>
public sealed class ForkLateAnswerTests
{
    const string Elsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";

    [Fact]
    public void Branch_behind_timer_b_comes_back_to_life()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Fails(0, BranchFailure.NoResponse);
        Assert.Equal(TargetState.Sleeping, scene.Fork.Targets[0].State);
        Assert.False(scene.Runs(ForkTimer.C, scene.Branches[0]));
        scene.Receives(0, 100);
        Assert.Equal(TargetState.Active, scene.Fork.Targets[0].State);
        Assert.True(scene.Runs(ForkTimer.C, scene.Branches[0]));
        scene.Receives(0, 180);
        scene.Receives(0, 200);
        scene.Asked("send 0", "forward 180 of 0", "forward 200 of 0");
    }

    [Fact]
    public void Final_behind_timer_b_counts()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Fails(0, BranchFailure.NoResponse);
        scene.Receives(0, 486);
        scene.Asked("send 0", "forward 486 of 0");
    }

    [Fact]
    public void Life_behind_timer_b_lets_a_waiting_final_wait_on()
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b"), Sleeper("c"));
        scene.Fails(0, BranchFailure.NoResponse);
        scene.Receives(1, 486);
        Assert.True(scene.Runs(ForkTimer.FinalsWait));
        scene.Receives(0, 100);
        Assert.False(scene.Runs(ForkTimer.FinalsWait));
        // And begins anew when that phone has failed, too.
        scene.Receives(0, 480);
        Assert.True(scene.Runs(ForkTimer.FinalsWait));
    }

    [Fact]
    public void Ringing_behind_timer_b_is_cancelled_when_the_phone_rings_on_its_new_flow()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Fails(0, BranchFailure.NoResponse);
        scene.Fork.Registered(Device("a"));
        scene.Receives(1, 180);
        scene.Receives(0, 180);
        // The exchange keeps the CANCEL until it may be sent.
        scene.Asked("send 0", "send 1", "cancel 0", "forward 180 of 1");
    }

    [Fact]
    public void Ringing_behind_timer_b_is_cancelled_when_the_call_ended_without_anybody()
    {
        var scene = new ForkScene().Starts(Device("a"), Sleeper("b"));
        scene.Fails(0, BranchFailure.NoResponse);
        scene.Fires(ForkTimer.Window);
        scene.Receives(0, 180);
        scene.Asked("send 0", "respond 480 Phone Did Not Wake Up", "cancel 0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Answer_behind_timer_b_is_hung_up_each_time_when_another_has_answered(bool twice)
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b"));
        scene.Receives(1, 180);
        scene.Fails(0, BranchFailure.NoResponse);
        scene.Receives(1, 200);
        scene.Asked("send 0", "send 1", "forward 180 of 1", "forward 200 of 1", $"cancel 0 {Elsewhere}");
        scene.Receives(0, 200);
        if (twice)
            scene.Receives(0, 200);
        scene.Asked(twice ? ["hang up 0", "hang up 0"] : ["hang up 0"]);
    }

    [Fact]
    public void Answer_behind_timer_b_is_hung_up_while_the_end_is_waited_for()
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b"));
        scene.Receives(1, 180);
        scene.Fails(0, BranchFailure.NoResponse);
        scene.Fork.Cancel(default);
        scene.Receives(0, 200);
        scene.Receives(1, 487);
        scene.Asked("send 0", "send 1", "forward 180 of 1", "cancel 0", "cancel 1", "hang up 0", "respond 487 Request Terminated");
    }
}
