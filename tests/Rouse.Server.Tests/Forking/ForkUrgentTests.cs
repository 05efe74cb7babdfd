using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using static Rouse.Server.Tests.Forking.ForkScene;

namespace Rouse.Server.Tests.Forking;

/// <summary>Answers that only the caller can mend, and 6xx that speak for one phone alone.</summary>
public sealed class ForkUrgentTests
{
    [Theory]
    [InlineData(401)]
    [InlineData(407)]
    [InlineData(415)]
    [InlineData(420)]
    [InlineData(484)]
    [InlineData(488)]
    public void It_waits_5_s_for_a_phone_that_says_nothing(int status)
    {
        var scene = new ForkScene { Pushes = null }.Starts(Device("a"), Device("b"));
        scene.Receives(0, status);
        scene.Asked("send 0", "send 1");
        Assert.Equal(TimeSpan.FromSeconds(5), scene.After(ForkTimer.Urgent));
        scene.Fires(ForkTimer.Urgent);
        scene.Asked($"cancel 1 SIP;cause={status};text=\"{SipStatus.Phrase(status)}\"", $"forward {status} of 0");
        Assert.True(scene.RunsNoTimer);
    }

    [Fact]
    public void It_is_told_at_once_when_the_time_is_over()
    {
        var scene = new ForkScene { Pushes = null }.Starts(Device("a"), Device("b"));
        scene.Fires(ForkTimer.Urgent);
        scene.Receives(0, 488);
        scene.Asked("send 0", "send 1", "cancel 1 SIP;cause=488;text=\"Not Acceptable Here\"", "forward 488 of 0");
    }

    [Fact]
    public void It_waits_for_a_phone_that_rings()
    {
        var scene = new ForkScene { Pushes = null }.Starts(Device("a"), Device("b"));
        scene.Receives(1, 180);
        scene.Receives(0, 415);
        scene.Fires(ForkTimer.Urgent);
        scene.Asked("send 0", "send 1", "forward 180 of 1");
        scene.Receives(1, 200);
        scene.Asked("forward 200 of 1");
    }

    [Fact]
    public void It_waits_for_a_phone_that_is_being_woken()
    {
        var scene = new ForkScene().Starts(Device("a"), Sleeper("b"));
        scene.Receives(0, 415);
        scene.Fires(ForkTimer.Urgent);
        scene.Asked("send 0");
        Assert.True(scene.Runs(ForkTimer.FinalsWait));
    }

    [Fact]
    public void Phone_that_appears_has_its_5_s()
    {
        var scene = new ForkScene { Pushes = null }.Starts(Device("a"), Device("b"));
        scene.Receives(1, 180);
        scene.Receives(0, 415);
        scene.Fires(ForkTimer.Urgent);
        scene.Fork.Registered(Device("c"));
        scene.Receives(1, 486);
        scene.Asked("send 0", "send 1", "forward 180 of 1", "send 2");
        scene.Fires(ForkTimer.Urgent);
        scene.Asked("cancel 2 SIP;cause=415;text=\"Unsupported Media Type\"", "forward 415 of 0");
    }

    [Fact]
    public void It_waits_for_those_whose_turn_comes_later()
    {
        var scene = new ForkScene { Pushes = null }.Starts(Device("a"), Device("b"), Device("c") with { Q = 0.5 });
        scene.Receives(0, 415);
        scene.Fires(ForkTimer.Urgent);
        scene.Asked("send 0", "send 1");
        scene.Fires(ForkTimer.Group);
        scene.Asked("send 2");
        scene.Fires(ForkTimer.Urgent);
        const string Reason = "SIP;cause=415;text=\"Unsupported Media Type\"";
        scene.Asked($"cancel 1 {Reason}", $"cancel 2 {Reason}", "forward 415 of 0");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(486)]
    [InlineData(500)]
    public void Other_answers_wait_for_every_phone(int status)
    {
        var scene = new ForkScene { Pushes = null }.Starts(Device("a"), Device("b"));
        scene.Receives(0, status);
        scene.Fires(ForkTimer.Urgent);
        scene.Asked("send 0", "send 1");
        scene.Fails(1, BranchFailure.NoResponse);
        scene.Asked($"forward {status} of 0");
    }

    [Fact]
    public void Phone_that_answered_100_is_cancelled_and_waited_for()
    {
        var scene = new ForkScene { Pushes = null }.Starts(Device("a"), Device("b"));
        scene.Receives(1, 100);
        scene.Receives(0, 488);
        scene.Fires(ForkTimer.Urgent);
        scene.Asked("send 0", "send 1", "cancel 1 SIP;cause=488;text=\"Not Acceptable Here\"");
        scene.Receives(1, 487);
        scene.Asked("forward 488 of 0");
    }

    [Fact]
    public void One_phone_needs_no_timer() => Assert.False(new ForkScene().Starts(Device("a")).Runs(ForkTimer.Urgent));

    [Fact]
    public void Decline_that_speaks_for_one_phone_leaves_the_others_ringing()
    {
        var scene = new ForkScene(options: new() { Decline = DeclinePolicy.One }).Starts(Device("a"), Device("b"));
        scene.Receives(1, 180);
        scene.Receives(0, 603);
        scene.Asked("send 0", "send 1", "forward 180 of 1");
        scene.Receives(1, 486);
        scene.Asked("forward 603 of 0");
    }
}
