using Rouse.Server.Forking;
using Rouse.Server.Tests.Location;
using static Rouse.Server.Tests.Forking.ForkScene;

namespace Rouse.Server.Tests.Forking;

/// <summary>Two branches of one phone.</summary>
public sealed class ForkSecondBranchTests
{
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
}
