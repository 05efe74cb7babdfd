using Microsoft.Extensions.Time.Testing;
using Rouse.Reloading;
using Rouse.Server.Tests.Configuration;

namespace Rouse.Server.Tests.Reloading;

public sealed class FileWatchTests : IDisposable
{
    static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    readonly TemporaryFolder _folder = new();
    readonly FakeTimeProvider _clock = new();
    readonly List<string> _watched;
    readonly FileWatch _watch;
    int _reloads;
    Action _onReload = () => { };

    public FileWatchTests()
    {
        Write("a", "one");
        _watched = [_folder["a"]];
        _watch = new FileWatch(() => _watched, Reload, _clock);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Nothing_happens_while_nothing_changes() => Assert.Equal(0, ReloadsAfter(5));

    [Fact]
    public void Change_counts_when_two_looks_agree_and_once()
    {
        Write("a", "another length");

        Assert.Equal(0, ReloadsAfter(1));
        Assert.Equal(1, ReloadsAfter(1));
        Assert.Equal(1, ReloadsAfter(3));
    }

    [Fact]
    public void File_that_is_being_written_is_waited_for()
    {
        foreach (var text in (string[])["half", "half and", "half and half"])
        {
            Write("a", text);
            Assert.Equal(0, ReloadsAfter(1));
        }
        Assert.Equal(1, ReloadsAfter(1));
    }

    [Fact]
    public void Same_length_at_another_time_is_a_change()
    {
        Write("a", "two", Noon.AddSeconds(1));

        Assert.Equal(1, ReloadsAfter(2));
    }

    [Fact]
    public void File_put_in_the_place_of_another_is_a_change()
    {
        Write("new", "two", Noon.AddSeconds(1));
        File.Move(_folder["new"], _folder["a"], overwrite: true);

        Assert.Equal(1, ReloadsAfter(2));
    }

    [Fact]
    public void Link_that_leads_elsewhere_is_a_change()
    {
        Write("other", "longer than that");
        File.Delete(_folder["a"]);
        File.CreateSymbolicLink(_folder["a"], _folder["other"]);

        Assert.Equal(1, ReloadsAfter(2));
    }

    [Fact]
    public void File_that_goes_and_comes_again_counts_twice()
    {
        File.Delete(_folder["a"]);
        Assert.Equal(1, ReloadsAfter(2));
        Write("a", "one");

        Assert.Equal(2, ReloadsAfter(2));
    }

    [Fact]
    public void File_that_a_reload_brings_in_is_watched_from_then_on()
    {
        Write("b", "key");
        _onReload = () => _watched.Add(_folder["b"]);
        Write("a", "names b");
        Assert.Equal(1, ReloadsAfter(3));
        _onReload = () => { };
        Write("b", "another key");

        Assert.Equal(2, ReloadsAfter(2));
    }

    [Fact]
    public void What_is_written_during_a_reload_counts()
    {
        _onReload = () => Write("a", "changed again meanwhile");
        Write("a", "changed");
        Assert.Equal(1, ReloadsAfter(2));
        _onReload = () => { };

        Assert.Equal(2, ReloadsAfter(2));
    }

    void Reload()
    {
        _reloads++;
        _onReload();
    }

    int ReloadsAfter(int looks)
    {
        for (var look = 0; look < looks; look++)
            _clock.Advance(FileWatch.Interval);
        return _reloads;
    }

    void Write(string name, string text, DateTime? at = null) => File.SetLastWriteTimeUtc(_folder.Write(name, text), at ?? Noon);
}
