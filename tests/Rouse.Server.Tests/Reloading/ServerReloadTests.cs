namespace Rouse.Server.Tests.Reloading;

public sealed class ServerReloadTests
{
    [Fact]
    public void Changed_key_is_applied_and_named()
    {
        using var scene = new ReloadScene("[push]\nring_window = \"90s\"\n");

        var report = scene.Reload("[push]\nring_window = \"30s\"\nwhen_silent = \"2s\"\n");

        Assert.Equal(["push.ring_window", "push.when_silent"], report.Applied);
        Assert.Empty(report.NeedsRestart);
        Assert.Equal(TimeSpan.FromSeconds(30), scene.Taken!.Push.RingWindow);
        Assert.Equal(scene.Taken, scene.Options);
        Assert.Contains("reloaded: push.ring_window", scene.Logs.Lines[0]);
    }

    [Fact]
    public void What_cannot_change_stays_as_at_the_start_and_is_told_until_the_restart()
    {
        using var scene = new ReloadScene("listen = [\"udp://*:5060\"]\n");

        var first = scene.Reload(
            "listen = [\"udp://*:5070\"]\npublic_address = \"a.example\"\n[registrar]\nmax_contacts = 3\nmax_expires = \"2h\"\n");
        var second = scene.Reload("listen = [\"udp://*:5070\"]\n");

        Assert.Equal(["registrar.max_expires"], first.Applied);
        Assert.Equal(["listen", "public_address", "registrar.max_contacts"], first.NeedsRestart);
        Assert.Equal(["registrar.max_expires"], second.Applied);
        Assert.Equal(["listen"], second.NeedsRestart);
        Assert.Equal(5060, Assert.Single(scene.Taken!.Listen).Port);
        Assert.Equal(12, scene.Taken.Registrar.MaxContacts);
        Assert.Contains("Warning: listen changed: takes effect at the next start", scene.Logs.Lines);
    }

    [Fact]
    public void What_is_taken_back_needs_no_restart()
    {
        using var scene = new ReloadScene("listen = [\"udp://*:5060\"]\n");
        scene.Reload("listen = [\"udp://*:5070\"]\n");

        Assert.Empty(scene.Reload("listen = [\"udp://*\"]\n").NeedsRestart);
    }

    [Fact]
    public void Command_line_still_beats_the_file()
    {
        using var scene = new ReloadScene("");

        Assert.Empty(scene.Reload("data = \"other\"\n").NeedsRestart);
        Assert.Equal("option", scene.Taken!.Data);
    }

    [Fact]
    public void Wrong_file_changes_nothing_and_all_its_faults_are_told()
    {
        using var scene = new ReloadScene("");

        var report = scene.Reload("[push]\nring_window = \"30s\"\nreach = \"99d\"\nring_windw = 1\n");

        Assert.Equal(
            [
                $"{scene.File}:3: push.reach: 99d is too long; it may be 0 to 24d",
                $"{scene.File}:4: key 'push.ring_windw' is not known; did you mean 'ring_window' (duration, 1s to 10m)?",
            ], report.Faults);
        Assert.Empty(report.Applied);
        Assert.Null(scene.Taken);
        Assert.Equal(new ServerOptions().Push.RingWindow, scene.Options.Push.RingWindow);
        Assert.Equal(3, scene.Logs.Errors.Count);
    }

    [Fact]
    public void Missing_file_is_a_fault_and_not_the_defaults()
    {
        using var scene = new ReloadScene("[push]\nring_window = \"30s\"\n");
        File.Delete(scene.File);

        Assert.Equal([$"{scene.File}: there is no such file"], scene.Reload().Faults);
        Assert.Equal(TimeSpan.FromSeconds(30), scene.Options.Push.RingWindow);
    }

    [Fact]
    public void Fault_of_one_part_changes_no_part()
    {
        var other = new ReloadScene("");
        using var scene = new ReloadScene("", other) { Fault = "the part's file is wrong" };

        var report = scene.Reload("[push]\nring_window = \"30s\"\n");

        Assert.Equal(["the part's file is wrong"], report.Faults);
        Assert.Null(other.Taken);
        Assert.Equal((1, 1), (other.Discarded, scene.Discarded));
        scene.Fault = null;
        Assert.Equal(["push.ring_window"], scene.Reload().Applied);
        Assert.NotNull(other.Taken);
        other.Dispose();
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Only_who_asks_hears_that_nothing_has_changed(bool isAsked, int lines)
    {
        using var scene = new ReloadScene("[push]\nring_window = \"60s\"\n");

        var report = scene.Reload("# the same in other words\npush.ring_window = \"1m\"\n", isAsked);

        Assert.Empty(report.Applied);
        Assert.Equal(lines, scene.Logs.Lines.Count);
    }

    [Fact]
    public void Warnings_are_told_again()
    {
        using var scene = new ReloadScene("");
        scene.Warnings = ["a file is open to all"];

        Assert.Equal(scene.Warnings, scene.Reload().Warnings);
        Assert.Contains("a file is open to all", scene.Logs.Lines[0]);
    }

    [Fact]
    public void Files_that_a_wrong_configuration_names_are_watched_too()
    {
        using var scene = new ReloadScene("[auth]\nusers = \"before\"\n");
        Assert.Equal([scene.File, scene.Folder["before"]], scene.Files);
        scene.Reload("wrong = 1\n[auth]\nusers = \"after\"\n");

        Assert.Equal([scene.File, scene.Folder["before"], scene.Folder["after"]], scene.Files);
    }
}
