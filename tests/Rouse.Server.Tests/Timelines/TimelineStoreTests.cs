using Rouse.Server.Timelines;

namespace Rouse.Server.Tests.Timelines;

/// <summary>The disk may fail, or give back what is no timeline: that costs timelines, and nothing else.</summary>
public sealed class TimelineStoreTests
{
    [Fact]
    public void Full_disk_costs_what_it_cannot_take_and_heals()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("a");
        scene.Write();
        scene.Full(() =>
        {
            for (var i = 0; i < 20; i++)
                scene.Missed($"lost-{i}");
            scene.Write();
        });
        scene.Logs.ExpectError("the disk is full");
        Assert.Equal(21, scene.Ring.Recent(100).Count);

        scene.Missed("b");
        scene.Restart();
        Assert.Equal(["b", "a"], scene.Recent);
    }

    [Fact]
    public void Call_whose_first_row_was_lost_is_written_at_its_end()
    {
        using var scene = new KeptTimelineScene();
        Timeline? timeline = null;
        scene.Full(() =>
        {
            for (var i = 0; i < 200; i++)
                timeline = scene.Woke($"{i}");
            scene.Write();
        });
        scene.Logs.ExpectError("the disk is full");
        scene.Ring.End(timeline!);
        scene.Restart();

        Assert.Equal(["199"], scene.Recent);
    }

    [Fact]
    public void Those_of_a_later_version_and_damaged_ones_are_left_out()
    {
        using var scene = new KeptTimelineScene();
        foreach (var callId in (string[])["later", "cut", "endless", "good"])
            scene.Missed(callId);
        scene.Write();
        scene.Execute("UPDATE timelines SET format = format + 1 WHERE call_id = 'later'");
        scene.Execute("UPDATE timelines SET written = substr(written, 1, length(written) - 20) WHERE call_id = 'cut'");
        scene.Execute("UPDATE timelines SET written = CAST(substr(written, 1, 17) || x'ffffffffffff' AS BLOB) WHERE call_id = 'endless'");
        scene.Restart();

        Assert.Equal(["good"], scene.Recent);
        Assert.Empty(scene.Ring.Find("cut"));
    }

    [Fact]
    public void Calls_in_memory_are_told_when_the_disk_cannot_be_read()
    {
        using var scene = new KeptTimelineScene();
        scene.Missed("a");
        File.Delete(scene.DatabasePath);

        Assert.Equal(["a"], scene.Recent);
        Assert.Single(scene.Ring.Find("a"));
        Assert.Contains(scene.Logs.Lines, static line => line.StartsWith("Warning: calls from before the start", StringComparison.Ordinal));
    }

    [Fact]
    public void No_more_than_a_thousand_wait_for_the_disk()
    {
        using var scene = new KeptTimelineScene();
        for (var i = 0; i <= TimelineStore.MostQueued; i++)
            scene.Woke($"{i}");
        Assert.Equal(TimelineStore.MostQueued, scene.Writer.Queued);

        scene.Write();
        scene.Missed("b");
        scene.Write();
        Assert.Contains("b", scene.Recent);
        Assert.Equal(TimelineStore.MostQueued + 1, scene.Rows);
    }

    /// <summary>Where this fails, what is on the disk of those who update cannot be read: give the new form a number of its own.</summary>
    [Fact]
    public void Form_on_the_disk_is_that_of_its_number()
    {
        using var scene = new KeptTimelineScene();
        var written = TimelineWriter.Write(scene.Woke("a"));

        Assert.Equal(1, TimelineWriter.Format);
        Assert.Equal(
            "000055DB6E3300000000F8B4C848DE08"
            + "010161"
            + "157369703A616C696365406578616D706C652E6F7267"
            + "137369703A626F62406578616D706C652E6F7267"
            + "010003"
            + "030001020212544350203139322E302E322E373A353036300101"
            + "06000100030461706E730A542E6170702E766F69700001"
            + "075401C8010400C80100010000000000",
            Convert.ToHexString(written));
        Assert.Equal(
            "Received Authenticated Refused PhoneFound NotPushed PushPlanned PushSent PushAnswered Registered Sent Response RefusalDropped "
            + "Lost GivenUp FinalWaits CallerCancelled CancelSent HungUp Told Final PhoneOwed CancelPushed CancelPushAnswered Failed Note "
            + "Stopped WentOn",
            string.Join(' ', Enum.GetNames<StepKind>()));
    }
}
