using Rouse.Server.Forking;
using Rouse.Server.Tests.Location;
using static Rouse.Server.Tests.Forking.ForkScene;

namespace Rouse.Server.Tests.Forking;

/// <summary>Who joins a fork, and what differs between calls, messages and the rest.</summary>
public sealed class ForkKindTests
{
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
    public void Decline_of_a_message_waits_for_nobody()
    {
        var scene = new ForkScene(ForkKind.Message, 25).Starts(Device("a"), Device("b"));
        scene.Receives(0, 100);
        scene.Receives(1, 603);
        scene.Asked("send 0", "send 1", "forward 603 of 1");
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
