using Rouse.Server.Tests.Scenarios;
using static Rouse.Server.Tests.Scenarios.WakeScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>What of a timeline stands in the log.</summary>
public sealed class TimelineLogTests
{
    [Fact]
    public void Call_that_woke_a_phone_has_one_line_with_its_verdict()
    {
        using var scene = new WakeScene();
        scene.Bob.FallsAsleep();
        var call = scene.Call();
        scene.Advance(RingWindow);
        var id = Told.Newest(scene.Network).Id;

        Assert.Equal(
            [$"Information: call {call.CallId} ({id}): INVITE 480: APNs accepted the push after 0 ms; no REGISTER in 90 s. "
                + "Often: app removed, no network, notifications off; or iOS wakes it no more, because it once showed no call."],
            Lines(scene, "Information"));
    }

    [Fact]
    public void Call_that_woke_nobody_has_none()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        HangsUp(call, scene.Answers(scene.Bob, Invite(scene.Bob), 200), scene.Bob);

        Assert.Empty(Lines(scene, "Information"));
    }

    [Fact]
    public void Each_step_is_a_line_for_who_wants_to_know_more()
    {
        using var scene = new WakeScene();
        var call = scene.Call();
        scene.Answers(scene.Bob, Invite(scene.Bob), 200);

        Assert.Equal(
            Told.Newest(scene.Network).Steps.Select(step => $"Debug: call {call.CallId}: Invite {step.Text}"), Lines(scene, "Debug"));
    }

    static IEnumerable<string> Lines(WakeScene scene, string level) =>
        scene.Network.Logs.Lines.Where(line => line.StartsWith($"{level}: call ", StringComparison.Ordinal));
}
