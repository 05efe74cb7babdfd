using Rouse.Push;
using Rouse.Server.Forking;
using Rouse.Server.Tests.Location;
using static Rouse.Server.Tests.Forking.ForkScene;

namespace Rouse.Server.Tests.Forking;

/// <summary>What a fork still owes to phones when it has answered the caller.</summary>
public sealed class AftermathTests
{
    [Fact]
    public void Window_runs_on_for_a_phone_that_is_owed_the_call()
    {
        var scene = Voip().Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        scene.Asked("respond 487 Request Terminated");
        Assert.True(scene.Fork is { IsRunning: false, Owes: true });
        scene.Fires(ForkTimer.Window);
        Assert.False(scene.Fork.Owes);
        Assert.True(scene.RunsNoTimer);
        scene.Fork.Registered(Device("a"));
        scene.Asked();
    }

    [Fact]
    public void Window_ends_with_the_answer_where_nobody_is_owed_anything()
    {
        var scene = new ForkScene().Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        Assert.False(scene.Fork.Owes);
        Assert.True(scene.RunsNoTimer);
    }

    [Fact]
    public void Phone_is_sent_the_request_and_the_cancel_for_its_first_answer()
    {
        var scene = Voip().Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        scene.Fork.Registered(Device("a"));
        scene.Receives(0, 180);
        Assert.True(scene.Fork.Owes);
        scene.Receives(0, 487);
        scene.Asked("respond 487 Request Terminated", "send 0", "cancel 0");
        Assert.False(scene.Fork.Owes);
        Assert.True(scene.RunsNoTimer);
    }

    [Fact]
    public void Answer_of_such_a_phone_never_reaches_the_caller()
    {
        var scene = Voip().Starts(Sleeper("a"), Device("b"));
        scene.Receives(0, 200);
        scene.Fork.Registered(Device("a"));
        scene.Receives(1, 200);
        scene.Receives(1, 200);
        scene.Asked("send 0", "forward 200 of 0", $"send 1", $"cancel 1 {Elsewhere}", "hang up 1", "hang up 1");
    }

    [Fact]
    public void Answers_of_others_are_forwarded_still()
    {
        var scene = Voip().Starts(Sleeper("a"), Device("b"), Device("c"));
        scene.Receives(0, 200);
        scene.Receives(1, 200);
        scene.Asked("send 0", "send 1", "forward 200 of 0", $"cancel 1 {Elsewhere}", "forward 200 of 1");
    }

    [Fact]
    public void Registration_that_is_known_already_sends_nothing()
    {
        var scene = Voip().Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        var binding = Device("a");
        scene.Fork.Registered(binding);
        scene.Fork.Registered(binding);
        scene.Asked("respond 487 Request Terminated", "send 0", "cancel 0");
    }

    [Fact]
    public void Registration_older_than_the_known_one_sends_nothing()
    {
        var scene = Voip().Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        var older = Device("a");
        var newer = Device("a");
        scene.Fork.Registered(newer);
        scene.Fork.Registered(older);
        scene.Asked("respond 487 Request Terminated", "send 0", "cancel 0");
    }

    [Fact]
    public void Phone_in_another_call_waits_for_its_end()
    {
        var scene = Voip().Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        var binding = Device("a");
        scene.Talking.Add(binding.Id);
        scene.Fork.Registered(binding);
        scene.Fork.Registered(binding);
        scene.Asked("respond 487 Request Terminated");
        scene.Talking.Clear();
        scene.Fork.Registered(binding);
        scene.Asked("send 0", "cancel 0");
    }

    [Fact]
    public void Connection_that_has_closed_again_is_not_tried()
    {
        var scene = Voip().Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        scene.Fork.Registered(Sleeper("a"));
        scene.Asked("respond 487 Request Terminated");
        scene.Fork.Registered(Device("a"));
        scene.Asked("send 0", "cancel 0");
    }

    [Fact]
    public void Request_that_a_datagram_lost_is_repeated_at_the_next_registration()
    {
        var scene = Voip().Starts(Sleeper("a"));
        var flow = FakeFlow.Udp();
        scene.Fork.Cancel(default);
        scene.Fork.Registered(Device("a", flow));
        scene.Fork.Registered(Device("a", flow));
        scene.Receives(0, 180);
        scene.Fork.Registered(Device("a", flow));
        scene.Asked("respond 487 Request Terminated", "send 0", "cancel 0", "repeat 0");
    }

    [Fact]
    public void Branches_of_one_call_are_limited_here_too()
    {
        var scene = Voip().Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        for (var i = 0; i < ForkPolicy.MaxBranches + 3; i++)
        {
            scene.Fork.Registered(Device("a"));
            if (i < ForkPolicy.MaxBranches)
                scene.Fails(i, BranchFailure.Transport);
        }
        Assert.Equal(ForkPolicy.MaxBranches, scene.Branches.Count);
    }

    [Fact]
    public void Caller_who_was_answered_without_us_leaves_the_debt()
    {
        var scene = Voip().Starts(Sleeper("a"));
        scene.Fork.Abort();
        Assert.True(scene.Fork.Owes);
        scene.Fork.Registered(Device("a"));
        scene.Asked("send 0", "cancel 0");
    }

    [Fact]
    public void Caller_who_was_answered_without_us_leaves_no_timer_where_nobody_is_owed_anything()
    {
        var scene = new ForkScene().Starts(Sleeper("a"));
        scene.Fork.Abort();
        Assert.True(scene.RunsNoTimer);
    }

    [Fact]
    public void Phone_that_answers_behind_timer_b_is_cancelled_no_second_time()
    {
        var scene = Voip().Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        scene.Fork.Registered(Device("a"));
        scene.Fails(0, BranchFailure.NoResponse);
        scene.Receives(0, 180);
        scene.Asked("respond 487 Request Terminated", "send 0", "cancel 0");
    }

    [Theory]
    [InlineData(nameof(WakeUpState.Planned), false)]
    [InlineData(nameof(WakeUpState.Sent), true)]
    [InlineData(nameof(WakeUpState.Accepted), true)]
    [InlineData(nameof(WakeUpState.Failed), false)]
    public void Push_that_apple_may_have_makes_the_debt(string state, bool owes)
    {
        var scene = Voip();
        scene.Pushes = Enum.Parse<WakeUpState>(state);
        scene.Starts(Sleeper("a"), Device("b"));
        scene.Receives(0, 200);
        Assert.Equal(owes, scene.Fork.Owes);
    }

    [Theory]
    [InlineData(PushService.Voip, true)]
    [InlineData(PushService.Remote, false)]
    [InlineData(PushService.Unspecified, false)]
    public void Only_a_voip_push_makes_the_debt(PushService service, bool owes)
    {
        var scene = new ForkScene { Service = service }.Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        Assert.Equal(owes, scene.Fork.Owes);
    }

    [Fact]
    public void App_is_told_of_the_end_once()
    {
        var scene = new ForkScene { PushesCancel = true }.Starts(Sleeper("a"), Device("b"));
        scene.Receives(0, 180);
        scene.Receives(0, 600);
        scene.Receives(0, 200);
        scene.Asked("send 0", "forward 180 of 0", "push cancel", "forward 600 of 0", "hang up 0");
    }

    [Fact]
    public void App_whose_push_is_taken_behind_the_end_is_told_once()
    {
        var scene = new ForkScene { PushesCancel = true, Pushes = WakeUpState.Sent }.Starts(Sleeper("a"));
        scene.Fork.Cancel(default);
        scene.PushAnswered(0, WakeUpState.Accepted);
        scene.PushAnswered(0, WakeUpState.Accepted);
        scene.Asked("respond 487 Request Terminated", "push cancel");
    }

    [Fact]
    public void App_whose_push_is_taken_behind_the_window_is_told_nothing()
    {
        var scene = new ForkScene { PushesCancel = true, Pushes = WakeUpState.Sent }.Starts(Sleeper("a"), Device("b"));
        scene.Receives(0, 180);
        scene.Fires(ForkTimer.Window);
        scene.Receives(0, 200);
        scene.PushAnswered(0, WakeUpState.Accepted);
        scene.Asked("send 0", "forward 180 of 0", "forward 200 of 0");
    }

    [Fact]
    public void App_is_told_nothing_while_the_call_goes_on()
    {
        var scene = new ForkScene { PushesCancel = true, Pushes = WakeUpState.Sent }.Starts(Sleeper("a"), Device("b"));
        scene.PushAnswered(0, WakeUpState.Accepted);
        scene.Receives(0, 180);
        scene.Asked("send 0", "forward 180 of 0");
    }

    const string Elsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";

    static ForkScene Voip() => new() { Service = PushService.Voip };
}
