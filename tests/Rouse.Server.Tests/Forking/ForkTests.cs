using Rouse.Server.Forking;
using static Rouse.Server.Tests.Forking.ForkScene;

namespace Rouse.Server.Tests.Forking;

/// <summary>The decisions of a fork when events meet in an order that a network test cannot bring about.</summary>
public sealed class ForkTests
{
    const string Elsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";

    [Fact]
    public void Answer_that_crosses_the_callers_cancel_reaches_the_caller()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Receives(0, 180);
        scene.Fork.Cancel(default);
        scene.Receives(0, 200);
        scene.Asked("send 0", "forward 180 of 0", "cancel 0", "forward 200 of 0");
    }

    [Fact]
    public void Answer_that_crosses_a_decline_beats_it()
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b"));
        scene.Receives(1, 180);
        scene.Receives(0, 603);
        scene.Asked("send 0", "send 1", "forward 180 of 1", "cancel 1 SIP;cause=603;text=\"Decline\"");
        scene.Receives(1, 200);
        scene.Asked("forward 200 of 1");
    }

    [Fact]
    public void Decline_waits_for_what_it_cancelled_and_then_reaches_the_caller()
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b"));
        scene.Receives(1, 180);
        scene.Receives(0, 603);
        scene.Receives(1, 487);
        scene.Asked("send 0", "send 1", "forward 180 of 1", "cancel 1 SIP;cause=603;text=\"Decline\"", "forward 603 of 0");
    }

    [Fact]
    public void Cancelled_phone_that_says_nothing_more_is_abandoned_in_the_end()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Receives(0, 180);
        scene.Fork.Cancel(default);
        scene.Asked("send 0", "forward 180 of 0", "cancel 0");
        // The exchange starts it with the CANCEL.
        ((IForkOwner)scene).StartTimer(ForkTimer.CancelWait, scene.Branches[0], TimeSpan.FromSeconds(32));
        scene.Fires(ForkTimer.CancelWait, scene.Branches[0]);
        scene.Asked("abandon 0", "respond 487 Request Terminated");
    }

    [Fact]
    public void Second_cancel_changes_nothing()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Receives(0, 180);
        scene.Fork.Cancel(default);
        scene.Fork.Cancel(CancelReason.CompletedElsewhere);
        scene.Asked("send 0", "forward 180 of 0", "cancel 0");
    }

    [Fact]
    public void Both_phones_that_answer_at_once_reach_the_caller_and_again_when_they_repeat_it()
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b"));
        scene.Receives(0, 200);
        scene.Receives(1, 200);
        scene.Receives(0, 200);
        scene.Asked("send 0", "send 1", "forward 200 of 0", $"cancel 1 {Elsewhere}", "forward 200 of 1", "forward 200 of 0");
    }

    [Fact]
    public void Failure_of_a_branch_that_has_its_final_changes_nothing()
    {
        var scene = new ForkScene().Starts(Device("a"), Sleeper("b"));
        scene.Receives(0, 486);
        scene.Fails(0, BranchFailure.Transport);
        scene.Asked("send 0");
        Assert.Equal(TargetState.Ended, scene.Fork.Targets[0].State);
    }

    [Fact]
    public void Push_that_fails_when_all_is_over_changes_nothing()
    {
        var scene = new ForkScene { Pushes = WakeUpState.Sent }.Starts(Sleeper("a"), Device("b"));
        scene.Receives(0, 603);
        scene.PushAnswered(0, WakeUpState.Failed);
        scene.Asked("send 0", "forward 603 of 0");
    }

    [Fact]
    public void Timer_c_is_started_by_each_provisional_response_above_100()
    {
        var scene = new ForkScene().Starts(Device("a"));
        Assert.Equal(TimeSpan.FromSeconds(181), scene.After(ForkTimer.C, scene.Branches[0]));
        ((IForkOwner)scene).StopTimer(ForkTimer.C, scene.Branches[0]);
        scene.Receives(0, 100);
        Assert.False(scene.Runs(ForkTimer.C, scene.Branches[0]));
        scene.Receives(0, 101);
        Assert.True(scene.Runs(ForkTimer.C, scene.Branches[0]));
    }

    [Fact]
    public void Timer_c_of_the_last_branch_is_a_timeout()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Receives(0, 180);
        scene.Fires(ForkTimer.C, scene.Branches[0]);
        scene.Asked("send 0", "forward 180 of 0", "cancel 0", "respond 408 Request Timeout");
        scene.Receives(0, 487);
        scene.Asked();
    }

    [Fact]
    public void No_timer_runs_when_all_is_over()
    {
        foreach (var status in (int[])[200, 486, 603])
        {
            var scene = new ForkScene().Starts(Device("a"), Device("b"));
            scene.Receives(0, 180);
            scene.Fork.Registered(Device("a"));
            scene.Receives(2, 486);
            scene.Receives(1, 486);
            scene.Receives(0, status);
            scene.Receives(1, 486);
            Assert.True(scene.RunsNoTimer);
        }
    }
}
