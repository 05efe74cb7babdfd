using Rouse.Server.Timelines;
using static Rouse.Server.Tests.Timelines.TimelineScene;

namespace Rouse.Server.Tests.Timelines;

/// <summary>What an operator can ask after a restart.</summary>
public sealed class KeptTimelineTests
{
    [Fact]
    public void Call_that_woke_a_phone_is_told_after_a_restart_as_before()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("a");
        var before = Assert.Single(scene.Ring.Find("a"));
        scene.Restart();

        var after = Assert.Single(scene.Ring.Find("a"));
        Assert.Equal(before with { Steps = [], Phones = [] }, after with { Steps = [], Phones = [] });
        Assert.Equal(before.Steps, after.Steps);
        Assert.Equal(before.Phones, after.Phones);
        Assert.Equal("APNs accepted the push after 84 ms; no REGISTER in 90 s.", after.Verdict);
        Assert.Empty(Assert.Single(scene.Ring.Recent(9)).Steps);
    }

    [Fact]
    public void Call_that_woke_nobody_is_not_kept()
    {
        using var scene = new KeptTimelineScene();
        var timeline = scene.Ring.Open(Request("a"))!;
        scene.Ring.Begin(timeline);
        Note(timeline, At(StepKind.Final, 480));
        scene.Ring.End(timeline);

        Assert.Equal(["a"], scene.Recent);
        scene.Restart();
        Assert.Empty(scene.Recent);
    }

    [Fact]
    public void Call_that_was_under_way_when_the_server_died_says_so()
    {
        using var scene = new KeptTimelineScene();
        scene.Woke("a");
        scene.Write();
        scene.Crash();

        var told = Assert.Single(scene.Ring.Find("a"));
        Assert.Equal("The server stopped before it was over; last of all: push to phone 1 accepted (200).", told.Verdict);
        Assert.Equal((0, true, true), (told.Status, told.IsOver, told.WasPushed));
        Assert.Equal("stopped", told.Steps[^1].Kind);
    }

    [Fact]
    public void Call_that_had_its_answer_when_the_server_died_has_it_still()
    {
        using var scene = new KeptTimelineScene();
        Note(scene.Woke("a"), At(StepKind.Final, 480, seconds: 90));
        scene.Write();
        scene.Crash();

        Assert.Equal("APNs accepted the push after 84 ms; no REGISTER in 90 s.", Assert.Single(scene.Ring.Find("a")).Verdict);
    }

    [Fact]
    public void Server_that_ends_in_order_keeps_how_far_its_calls_got()
    {
        using var scene = new KeptTimelineScene();
        var timeline = scene.Woke("a");
        scene.Write();
        Note(timeline, At(StepKind.Registered, 0, 1, "TCP 192.0.2.7:5061", seconds: 2));
        scene.Ring.Stop();
        scene.Restart();

        Assert.Contains("registered from TCP 192.0.2.7:5061", Assert.Single(scene.Ring.Find("a")).Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_in_memory_and_on_the_disk_is_listed_once_and_the_newest_first()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("a");
        scene.Woke("b");
        scene.Restart();
        scene.Missed("c");
        scene.Woke("d");
        scene.Write();

        Assert.Equal(["d", "c", "b", "a"], scene.Recent);
        Assert.Equal(["d", "c", "b"], scene.Ring.Recent(3).Select(static record => record.CallId));
        Assert.False(Assert.Single(scene.Ring.Find("d")).IsOver);
    }

    [Fact]
    public void What_the_memory_has_forgotten_is_found_on_the_disk()
    {
        using var scene = new KeptTimelineScene(new() { Exchanges = 1 });
        scene.Missed("a");
        scene.Missed("b");
        scene.Write();

        Assert.Equal(["b", "a"], scene.Recent);
    }

    [Fact]
    public void Beginning_of_an_id_or_of_a_Call_ID_finds_it()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("abc@192.0.2.1");
        scene.Missed("xyz");
        scene.Restart();
        var id = scene.Ring.Recent(2)[1].Id;

        Assert.Equal("abc@192.0.2.1", Assert.Single(scene.Ring.Find("ab")).CallId);
        Assert.Equal("abc@192.0.2.1", Assert.Single(scene.Ring.Find(id)).CallId);
        Assert.Contains(scene.Ring.Find(id[..6].ToUpperInvariant()), static record => record.CallId == "abc@192.0.2.1");
        Assert.Empty(scene.Ring.Find("b"));
    }

    [Fact]
    public void Names_of_calls_are_others_after_a_restart_even_when_the_clock_was_put_back()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("a");
        scene.Write();
        scene.Clock.AdjustTime(scene.Clock.GetUtcNow() - TimeSpan.FromDays(400));
        scene.Restart();
        scene.Missed("b");
        scene.Write();

        Assert.Equal(["b", "a"], scene.Recent);
        Assert.Equal(2, scene.Rows);
    }

    [Fact]
    public void Several_steps_of_a_call_are_written_once()
    {
        using var scene = new KeptTimelineScene();
        var timeline = scene.Woke("a");
        Assert.Equal(1, scene.Writer.Queued);
        scene.Write();
        Note(timeline, At(StepKind.Response, 180, 1));
        Assert.Equal(0, scene.Writer.Queued);
        Note(timeline, At(StepKind.Final, 200, 1));
        Assert.Equal(1, scene.Writer.Queued);
    }
}
