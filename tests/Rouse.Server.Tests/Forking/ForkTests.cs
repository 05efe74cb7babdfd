using Rouse.Server.Forking;
using Rouse.Server.Tests.Location;
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
    public void Registration_older_than_what_is_known_starts_nothing()
    {
        var older = Device("a");
        var scene = new ForkScene().Starts(Device("a"));
        scene.Fork.Registered(older);
        scene.Asked("send 0");
    }

    [Fact]
    public void Registration_whose_connection_has_closed_starts_nothing()
    {
        var scene = new ForkScene().Starts(Sleeper("a"));
        scene.Fork.Registered(Sleeper("a"));
        scene.Asked();
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(false, 603)]
    [InlineData(true, 200)]
    [InlineData(true, 603)]
    public void Registration_after_the_end_starts_nothing(bool isMessage, int status)
    {
        var scene = new ForkScene(isMessage ? ForkKind.Message : ForkKind.Call).Starts(Device("a"), Sleeper("b"));
        scene.Receives(0, status);
        scene.Fork.Registered(Device("b"));
        scene.Asked("send 0", $"forward {status} of 0");
        Assert.False(scene.Fork.IsRunning);
    }

    [Fact]
    public void Registration_while_cancelled_phones_are_waited_for_starts_nothing()
    {
        var scene = new ForkScene().Starts(Device("a"), Sleeper("b"));
        scene.Receives(0, 180);
        scene.Fork.Cancel(default);
        scene.Fork.Registered(Device("b"));
        scene.Asked("send 0", "forward 180 of 0", "cancel 0");
    }

    [Fact]
    public void Basic_request_is_not_forked_late()
    {
        var scene = new ForkScene(ForkKind.Basic, 0).Starts(Device("a"));
        scene.Fork.Registered(Device("b"));
        scene.Asked("send 0");
    }

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

    [Theory]
    [InlineData(110, false)]
    [InlineData(179, false)]
    [InlineData(180, true)]
    [InlineData(199, true)]
    public void Branch_of_the_phone_that_rings_cancels_its_other_branch(int status, bool cancels)
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b"));
        scene.Fork.Registered(Device("a"));
        scene.Receives(2, status);
        scene.Asked(["send 0", "send 1", "send 2", .. cancels ? ["cancel 0"] : Array.Empty<string>(), $"forward {status} of 2"]);
    }

    [Fact]
    public void Phone_whose_100_arrives_behind_its_180_rings()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Receives(0, 180);
        scene.Receives(0, 100);
        scene.Fork.Registered(Device("a"));
        scene.Receives(1, 486);
        scene.Fires(ForkTimer.Duplicate, scene.Fork.Targets[0]);
        scene.Asked("send 0", "forward 180 of 0", "send 1");
    }

    [Fact]
    public void Duplicate_counts_when_the_flow_of_the_ringing_branch_has_closed_unnoticed()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Receives(0, 180);
        scene.Fork.Registered(Device("a"));
        scene.Receives(1, 486);
        scene.Branches[0].Flow.Close();
        scene.Fires(ForkTimer.Duplicate, scene.Fork.Targets[0]);
        scene.Asked("send 0", "forward 180 of 0", "send 1", "cancel 0", "forward 486 of 1");
    }

    [Fact]
    public void Decline_of_a_message_waits_for_nobody()
    {
        var scene = new ForkScene(ForkKind.Message, 25).Starts(Device("a"), Device("b"));
        scene.Receives(0, 100);
        scene.Receives(1, 603);
        scene.Asked("send 0", "send 1", "forward 603 of 1");
    }

    [Fact]
    public void Timer_c_of_one_branch_leaves_the_other_of_the_phone_ringing()
    {
        var scene = new ForkScene().Starts(Device("a"));
        scene.Receives(0, 183);
        scene.Fork.Registered(Device("a"));
        scene.Receives(1, 100);
        scene.Fires(ForkTimer.C, scene.Branches[0]);
        scene.Asked("send 0", "forward 183 of 0", "send 1", "cancel 0");
        scene.Receives(0, 487);
        scene.Receives(1, 200);
        scene.Asked("forward 200 of 1");
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
            Assert.DoesNotContain(Enum.GetValues<ForkTimer>(), t => scene.Runs(t) || scene.Branches.Any(b => scene.Runs(t, b)) || scene.Fork.Targets.Any(x => scene.Runs(t, x)));
        }
    }

    [Fact]
    public void Phone_on_the_same_datagram_path_gets_its_request_repeated_only_while_it_has_not_answered()
    {
        var scene = new ForkScene().Starts(Device("a", FakeFlow.Udp()));
        var again = Device("a", FakeFlow.Udp());
        scene.Fork.Registered(again);
        // Read once more: it is known.
        scene.Fork.Registered(again);
        scene.Asked("send 0", "repeat 0");
        scene.Receives(0, 100);
        scene.Fork.Registered(Device("a", FakeFlow.Udp()));
        scene.Asked();
    }

    [Fact]
    public void Silent_phone_that_logged_out_is_not_waited_for()
    {
        var device = Device("a");
        var scene = new ForkScene().Starts(device);
        scene.LoggedOut.Add(device.Id);
        scene.Fails(0, BranchFailure.NoResponse);
        scene.Asked("send 0", "respond 408 Request Timeout");
    }

    [Fact]
    public void Other_side_of_a_dialog_whose_flow_breaks_is_430()
    {
        var scene = new ForkScene();
        scene.Fork.Start([Target.InDialog(FakeFlow.Tcp())]);
        scene.Fails(0, BranchFailure.Transport);
        scene.Asked("send 0", "respond 430 Flow Failed");
    }

    [Fact]
    public void Basic_request_that_nobody_answers_ends_without_a_word()
    {
        var scene = new ForkScene(ForkKind.Basic, 0).Starts(Device("a"));
        scene.Fails(0, BranchFailure.NoResponse);
        scene.Asked("send 0", "end silently");
    }

    [Fact]
    public void Basic_request_does_not_wait_for_a_phone_whose_connection_breaks()
    {
        var scene = new ForkScene(ForkKind.Basic, 0) { Pushes = null }.Starts(Device("a"));
        scene.Fails(0, BranchFailure.Transport);
        scene.Asked("send 0", "respond 480 Phone Lost Its Connection");
    }

    [Fact]
    public void Message_that_is_over_is_repeated_to_no_branch_of_the_phone_that_answered()
    {
        var scene = new ForkScene(ForkKind.Message, 25).Starts(Device("a"), Device("b"));
        scene.Fork.Registered(Device("a"));
        scene.Receives(2, 200);
        scene.Asked("send 0", "send 1", "send 2", "forward 200 of 2", "abandon 0");
    }
}
