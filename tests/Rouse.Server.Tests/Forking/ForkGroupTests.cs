using Rouse.Server.Forking;
using Rouse.Server.Location;

namespace Rouse.Server.Tests.Forking;

/// <summary>Phones of different preference (q, RFC 3261 §16.6, §20.10).</summary>
public sealed class ForkGroupTests
{
    static readonly TimeSpan GroupWait = TimeSpan.FromSeconds(10);

    [Fact]
    public void Highest_preference_is_called_first_and_the_next_when_all_of_it_have_refused()
    {
        var scene = new ForkScene().Starts(Device("low", 0.1), Device("a", 0.7), Device("b", 0.7));
        scene.Asked("send 0", "send 1");
        scene.Receives(0, 486);
        scene.Asked();
        scene.Receives(1, 404);
        scene.Asked("send 2");
        scene.Receives(2, 480);
        scene.Asked("forward 486 of 0");
        Assert.True(scene.RunsNoTimer);
    }

    [Fact]
    public void Next_preference_is_called_after_a_time_and_the_first_rings_on()
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b", 0.5), Device("c", 0.2));
        scene.Receives(0, 180);
        Assert.Equal(GroupWait, scene.After(ForkTimer.Group));
        scene.Fires(ForkTimer.Group);
        scene.Asked("send 0", "forward 180 of 0", "send 1");
        scene.Fires(ForkTimer.Group);
        scene.Asked("send 2");
        Assert.False(scene.Runs(ForkTimer.Group));
        scene.Receives(0, 200);
        scene.Asked("forward 200 of 0", $"cancel 1 {Elsewhere}", $"cancel 2 {Elsewhere}");
    }

    [Fact]
    public void One_preference_needs_no_timer()
    {
        var scene = new ForkScene().Starts(Device("a", 0.5), Device("b", 0.5));
        Assert.False(scene.Runs(ForkTimer.Group));
    }

    [Fact]
    public void Nobody_of_the_next_preference_is_pushed_before_its_turn()
    {
        var scene = new ForkScene().Starts(Device("a"), Sleeper("b", 0.5));
        Assert.Null(scene.Fork.Targets[1].WakeUp);
        scene.Receives(0, 486);
        Assert.NotNull(scene.Fork.Targets[1].WakeUp);
        Assert.True(scene.Fork.IsRunning);
        scene.Fork.Registered(Device("b", 0.5));
        scene.Receives(1, 200);
        scene.Asked("send 0", "send 1", "forward 200 of 1");
    }

    [Fact]
    public void Phone_that_sleeps_and_cannot_be_woken_hands_over_at_once()
    {
        var scene = new ForkScene { Pushes = null }.Starts(Sleeper("a"), Device("b", 0.5));
        scene.Asked("send 0");
    }

    [Fact]
    public void Phone_that_is_being_woken_has_its_time_too()
    {
        var scene = new ForkScene().Starts(Sleeper("a"), Device("b", 0.5));
        scene.Asked();
        scene.Fires(ForkTimer.Group);
        scene.Asked("send 0");
    }

    [Fact]
    public void Refusal_of_the_first_does_not_wait_for_sleepers_while_others_are_to_be_called()
    {
        var scene = new ForkScene().Starts(Device("a"), Sleeper("b"), Device("c", 0.5));
        scene.Receives(0, 486);
        Assert.False(scene.Runs(ForkTimer.FinalsWait));
        scene.Fires(ForkTimer.Group);
        scene.Receives(1, 404);
        Assert.True(scene.Runs(ForkTimer.FinalsWait));
        scene.Asked("send 0", "send 1");
    }

    [Theory]
    [InlineData(603)]
    [InlineData(200)]
    public void End_of_the_call_leaves_the_others_uncalled(int status)
    {
        var scene = new ForkScene().Starts(Device("a"), Sleeper("b", 0.5));
        scene.Receives(0, status);
        scene.Asked("send 0", $"forward {status} of 0");
        Assert.Null(scene.Fork.Targets[1].WakeUp);
        Assert.True(scene.RunsNoTimer);
    }

    [Fact]
    public void Caller_who_gives_up_leaves_the_others_uncalled()
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b", 0.5));
        scene.Fork.Cancel(default);
        scene.Asked("send 0", "cancel 0", "respond 487 Request Terminated");
        Assert.True(scene.RunsNoTimer);
    }

    [Fact]
    public void End_of_the_ring_window_leaves_the_others_uncalled()
    {
        var scene = new ForkScene().Starts(Device("a"), Device("b", 0.5));
        scene.Receives(0, 180);
        scene.Fires(ForkTimer.Window);
        scene.Receives(0, 486);
        scene.Asked("send 0", "forward 180 of 0", "forward 486 of 0");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0.5, true)]
    [InlineData(0.4, false)]
    public void Phone_that_appears_is_called_at_once_if_it_is_of_the_running_preference_or_above(double q, bool isCalled)
    {
        var scene = new ForkScene().Starts(Device("a", 0.5));
        scene.Fork.Registered(Device("new", q));
        scene.Asked(isCalled ? ["send 0", "send 1"] : ["send 0"]);
        Assert.Equal(!isCalled, scene.Runs(ForkTimer.Group));
    }

    [Fact]
    public void Phone_that_appears_below_the_running_preference_has_its_turn()
    {
        var scene = new ForkScene().Starts(Device("a", 0.5));
        scene.Fork.Registered(Device("new", 0.4));
        scene.Fires(ForkTimer.Group);
        scene.Asked("send 0", "send 1");
    }

    [Fact]
    public void Phone_that_registers_before_its_turn_waits_for_it_and_is_called_where_it_is_then()
    {
        var scene = new ForkScene().Starts(Device("a"), Sleeper("b", 0.5));
        var again = Device("b", 0.5);
        scene.Fork.Registered(again);
        scene.Asked("send 0");
        scene.Receives(0, 486);
        scene.Asked("send 1");
        Assert.Same(again.Flow, scene.Branches[1].Flow);
    }

    [Fact]
    public void More_phones_than_branches_are_not_called()
    {
        var scene = new ForkScene(breadth: 100).Starts([.. Enumerable.Range(0, ForkPolicy.MaxBranches + 3).Select(i => Device($"d{i}"))]);
        Assert.Equal(ForkPolicy.MaxBranches, scene.Branches.Count);
        for (var i = 0; i < ForkPolicy.MaxBranches; i++)
            scene.Receives(i, 486);
        Assert.False(scene.Fork.IsRunning);
    }

    [Fact]
    public void Message_goes_to_all_at_once()
    {
        var scene = new ForkScene(ForkKind.Message, 25).Starts(Device("a"), Device("b", 0.1));
        scene.Asked("send 0", "send 1");
        Assert.False(scene.Runs(ForkTimer.Group));
    }

    [Fact]
    public void Other_requests_are_tried_in_order_too()
    {
        var scene = new ForkScene(ForkKind.Basic, 0).Starts(Device("a", 0.5), Device("b"));
        scene.Receives(0, 404);
        scene.Receives(1, 200);
        scene.Asked("send 0", "send 1", "forward 200 of 1");
    }

    const string Elsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";

    static Binding Device(string name, double q = 1) => ForkScene.Device(name) with { Q = q };

    static Binding Sleeper(string name, double q = 1) => ForkScene.Sleeper(name) with { Q = q };
}
