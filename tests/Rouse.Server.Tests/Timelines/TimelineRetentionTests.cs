using Rouse.Server.Timelines;

namespace Rouse.Server.Tests.Timelines;

/// <summary>How long timelines stay on the disk, and what must not be there.</summary>
public sealed class TimelineRetentionTests
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Call_is_kept_for_seven_days()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("a");
        scene.Restart();
        scene.Clock.Advance(TimeSpan.FromDays(7));
        scene.Sweep();
        Assert.Equal(["a"], scene.Recent);

        scene.Clock.Advance(Tick);
        scene.Sweep();
        Assert.Empty(scene.Recent);
    }

    [Fact]
    public void Server_that_runs_for_long_keeps_its_calls_as_long()
    {
        using var scene = new KeptTimelineScene();
        scene.Clock.Advance(TimeSpan.FromDays(30));
        scene.Missed("a");
        scene.Write();
        scene.Sweep();
        Assert.Equal(1, scene.Rows);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(-1, 2)]
    public void Oldest_goes_when_they_take_too_much(int spare, int stay)
    {
        using var scene = new KeptTimelineScene();
        foreach (var callId in (string[])["a", "b", "c"])
            scene.Missed(callId);
        scene.Write();
        scene.Options = new() { MaxKeptBytes = scene.Bytes + spare };
        scene.Restart();
        scene.Sweep();

        Assert.Equal(((string[])["c", "b", "a"]).Take(stay), scene.Recent);
    }

    [Fact]
    public void Many_are_deleted_few_at_a_time()
    {
        using var scene = new KeptTimelineScene();
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < TimelineRows.Few; j++)
                scene.Missed($"{i}-{j}");
            scene.Write();
        }
        scene.Clock.Advance(TimeSpan.FromDays(8));
        scene.Store.Sweep();

        Assert.True(scene.Writer.WriteQueued());
        Assert.Equal(2 * TimelineRows.Few, scene.Rows);
        scene.Write();
        Assert.Equal(0, scene.Rows);
    }

    [Fact]
    public void They_are_swept_every_minute()
    {
        using var scene = new KeptTimelineScene();
        scene.Store.Start();
        scene.Missed("a");
        scene.Write();
        scene.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        scene.Write();
        Assert.Equal(0, scene.Rows);
    }

    [Fact]
    public void Nothing_is_kept_when_it_is_switched_off_and_what_was_goes()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("a");
        scene.Options = new() { Keep = TimeSpan.Zero };
        scene.Restart();
        Assert.Equal(1, scene.Rows);
        scene.Sweep();
        Assert.Equal(0, scene.Rows);

        scene.Missed("b");
        Assert.Equal(0, scene.Writer.Queued);
        scene.Restart();
        Assert.Empty(scene.Recent);
    }

    [Fact]
    public void Nobody_is_named_on_the_disk_where_people_are_to_stay_unknown()
    {
        using var scene = new KeptTimelineScene(new() { Privacy = true });
        scene.Missed("secret-call@192.0.2.99");
        scene.Write();

        Assert.Contains("secret-call", scene.Files, StringComparison.Ordinal);
        Assert.All(["alice", "bob", "192.0.2"], name => Assert.DoesNotContain(name, scene.Files, StringComparison.Ordinal));
    }

    [Fact]
    public void People_are_named_otherwise()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("call@192.0.2.99");
        scene.Write();

        Assert.All(["alice", "bob", "192.0.2.99"], name => Assert.Contains(name, scene.Files, StringComparison.Ordinal));
    }

    [Fact]
    public void Calls_that_name_people_go_when_that_is_not_wanted_any_more()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("a");
        scene.Options = new() { Privacy = true };
        scene.Restart();
        scene.Missed("b");
        scene.Write();
        scene.Sweep();

        Assert.Equal(["b"], scene.Recent);
    }
}
