using System.Runtime.Versioning;
using Rouse.Starting;

namespace Rouse.Server.Tests.Configuration;

[UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Data => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_and_secret_are_for_their_owner_alone()
    {
        using var data = DataFolder.Open(Data);
        data.Realm("example.org");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.SecretPath));
        Assert.Equal(["lock", "realm", "secret"], Directory.GetFiles(Data).Select(Path.GetFileName).Order());
        Assert.Equal(32, new FileInfo(data.SecretPath).Length);
    }

    [Fact]
    public void Keys_differ_by_name_and_stay_over_a_restart()
    {
        byte[] first;
        using (var data = DataFolder.Open(Data))
        {
            first = data.Key("nonce");
            Assert.Equal(32, first.Length);
            Assert.NotEqual(first, data.Key("token"));
        }
        using var again = DataFolder.Open(Data);

        Assert.Equal(first, again.Key("nonce"));
    }

    [Fact]
    public void Keys_of_two_folders_differ()
    {
        using var one = DataFolder.Open(Data);
        using var other = DataFolder.Open(_folder["other"]);

        Assert.NotEqual(one.Key("nonce"), other.Key("nonce"));
    }

    [Fact]
    public void Realm_is_fixed_at_the_first_start()
    {
        using (var data = DataFolder.Open(Data))
            Assert.Equal("example.org", data.Realm("example.org"));
        using var again = DataFolder.Open(Data);

        Assert.Equal("example.org", again.Realm("example.com"));
    }

    [Fact]
    public void Second_Rouse_is_refused_while_the_first_runs()
    {
        using (DataFolder.Open(Data))
        {
            var refused = Assert.Throws<RefusedStartException>(() => DataFolder.Open(Data));
            Assert.Equal(
                $"data folder {Data} is in use by another rouse; stop that one, or give this one its own with --data", refused.Message);
        }
        DataFolder.Open(Data).Dispose();
    }

    [Fact]
    public void Folder_that_cannot_be_made_is_refused()
    {
        var file = _folder.Write("file", "");

        var refused = Assert.Throws<RefusedStartException>(() => DataFolder.Open(Path.Combine(file, "data")));
        Assert.StartsWith($"data folder {file}/data cannot be used: ", refused.Message);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(0)]
    public void Damaged_secret_is_refused_and_left_alone(int length)
    {
        DataFolder.Open(Data).Dispose();
        var secret = Path.Combine(Data, "secret");
        File.WriteAllBytes(secret, new byte[length]);

        var refused = Assert.Throws<RefusedStartException>(() => DataFolder.Open(Data));
        Assert.Equal($"{secret} is damaged: {length} bytes instead of 32; remove it, and phones register again", refused.Message);
        Assert.Equal(length, new FileInfo(secret).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\"b")]
    [InlineData("a\nb")]
    public void Damaged_realm_is_refused(string text)
    {
        using var data = DataFolder.Open(Data);
        File.WriteAllText(data.PathOf("realm"), text);

        Assert.Throws<RefusedStartException>(() => data.Realm("example.org"));
    }

    [Fact]
    public void Start_that_is_undone_leaves_nothing_of_a_folder_that_it_made()
    {
        var data = DataFolder.Open(Path.Combine(_folder["above"], "data"));
        data.Realm("example.org");
        data.Undo();

        Assert.False(Directory.Exists(_folder["above"]));
    }

    [Fact]
    public void Start_that_is_undone_keeps_what_was_there_and_what_is_not_ours()
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "realm"), "before");
        var data = DataFolder.Open(Data);
        File.WriteAllText(data.PathOf("letter"), "of somebody");
        File.WriteAllText(data.PathOf("bindings.db"), "ours");
        data.Undo();

        Assert.Equal(["letter", "realm"], Directory.GetFiles(Data).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Folder_that_cannot_be_opened_is_not_made()
    {
        File.WriteAllText(_folder["file"], "");

        Assert.Throws<RefusedStartException>(() => DataFolder.Open(Path.Combine(_folder["file"], "data")));
        using var first = DataFolder.Open(Data);
        Assert.Throws<RefusedStartException>(() => DataFolder.Open(Data));
        Assert.True(File.Exists(first.SecretPath));
    }
}
