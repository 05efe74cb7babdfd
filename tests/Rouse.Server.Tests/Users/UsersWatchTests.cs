using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Authentication;
using Rouse.Server.Tests.Authentication;
using Rouse.Server.Tests.Configuration;
using Rouse.Users;

namespace Rouse.Server.Tests.Users;

/// <summary>The users file is changed while the server runs.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UsersWatchTests : IDisposable
{
    const string Alice = "alice clrtxt:pw ;\n";
    const string Bob = "bob clrtxt:password ;\n";

    readonly TemporaryFolder _folder = new();
    readonly FakeTimeProvider _time = new();
    readonly RecordedLog _log = new();
    readonly AccountStore _accounts;
    readonly UsersReload _reload;
    readonly UsersWatch _watch;

    public UsersWatchTests()
    {
        Write(Alice);
        _accounts = new AccountStore(UsersFile.Read(FilePath).Accounts);
        _reload = new UsersReload(FilePath, _accounts, _log);
        _watch = new UsersWatch(_reload, _time);
    }

    string FilePath => _folder["users.txt"];

    [Fact]
    public void File_that_stays_is_not_read()
    {
        Looks(100);

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Change_counts_within_two_looks()
    {
        Write(Alice + Bob);

        Looks(1);
        Assert.False(Knows("bob"));
        Looks(1);

        Assert.True(Knows("bob"));
        Looks(10);
        Assert.Equal([$"{FilePath} is read anew: 2 accounts"], _log.Lines);
    }

    [Fact]
    public void File_is_not_read_while_it_is_being_written()
    {
        for (var length = 1; length <= Bob.Length; length++)
        {
            Write(Bob[..length]);
            Looks(1);
        }
        Assert.Empty(_log.Lines);

        Looks(1);

        Assert.True(Knows("bob"));
    }

    [Fact]
    public void Another_file_put_in_its_place_counts()
    {
        _folder.Write("new", Bob);
        File.SetUnixFileMode(_folder["new"], UnixFileMode.UserRead | UnixFileMode.UserWrite);

        File.Move(_folder["new"], FilePath, overwrite: true);
        Looks(2);

        Assert.Equal((false, true), (Knows("alice"), Knows("bob")));
    }

    [Fact]
    public void Link_that_leads_elsewhere_now_counts()
    {
        _folder.Write("first", Alice);
        _folder.Write("second", Bob);
        File.Delete(FilePath);
        File.CreateSymbolicLink(FilePath, _folder["first"]);
        Looks(2);

        File.Delete(FilePath);
        File.CreateSymbolicLink(FilePath, _folder["second"]);
        Looks(2);

        Assert.Equal((false, true), (Knows("alice"), Knows("bob")));
    }

    [Fact]
    public void Wrong_file_keeps_the_accounts_and_is_told_of_once_with_its_line()
    {
        Write("alice clrtxt:pw ;\nbob\n");

        Looks(10);

        Assert.True(Knows("alice"));
        Assert.Equal(
            [
                $"{FilePath} is wrong, the accounts stay as they were: {FilePath}:2: no password; write clrtxt:, md5: or sha256: after the "
                + "user",
            ],
            _log.Lines);
    }

    [Fact]
    public void Missing_file_keeps_the_accounts_and_its_return_counts()
    {
        File.Delete(FilePath);
        Looks(10);
        Assert.True(Knows("alice"));
        Assert.Equal([$"{FilePath} is wrong, the accounts stay as they were: {FilePath}: there is no such file"], _log.Lines);

        Write(Bob);
        Looks(2);

        Assert.True(Knows("bob"));
    }

    [Fact]
    public void File_that_others_can_read_is_told_of()
    {
        Write(Bob);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Looks(2);

        Assert.Contains(_log.Lines, line => line.StartsWith($"{FilePath} holds secrets, and others", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_command_had_read_is_not_read_again()
    {
        Write(Bob);
        _reload.Run();

        Looks(10);

        Assert.Single(_log.Lines);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    void Write(string text)
    {
        _folder.Write("users.txt", text);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    void Looks(int times)
    {
        for (var i = 0; i < times; i++)
            _time.Advance(UsersWatch.Interval);
    }

    bool Knows(string user) => _accounts.Find(user, "example.org").Account != null;
}
