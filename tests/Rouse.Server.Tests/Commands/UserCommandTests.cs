using System.Diagnostics;
using System.Runtime.Versioning;
using Rouse.Commands;
using Rouse.Protocol.Sip;
using Rouse.Server.Authentication;
using Rouse.Server.Tests.Admin;

namespace Rouse.Server.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class UserCommandTests : IAsyncDisposable
{
    const string NoServer = "no server is running with this data folder: it counts from the next start\n";
    const string Database =
        "[auth.sql]\nprovider = \"postgresql\"\nconnection = \"Host=a\"\nquery = \"SELECT password FROM users WHERE name = @user\"\n";

    const string File = "# first\nalice@example.org clrtxt:secret ;\n\n# second\nbob@example.org md5:00000000000000000000000000000000 ;\n";

    readonly AdminScene _scene = AdminScene.Stopped();

    string ConfigPath => Path.Combine(_scene.Data, "rouse.toml");

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Password_is_asked_for_twice_and_only_its_hashes_are_kept()
    {
        Configure("example.org");
        _scene.Typed = new(["pass word", "pass word"]);

        Assert.Equal(ExitCode.Done, await Types("add", "carol"));
        Assert.Equal($"carol@example.org is added to {_scene.UsersPath}\n{NoServer}", _scene.Output);
        Assert.Equal("password of carol: \nonce more: \n", _scene.Error);
        var account = Assert.Single(Users().Accounts);
        Assert.Equal(
            new Account(
                "carol", "example.org", null,
                DigestResponse.Ha1("carol", "example.org", "pass word", DigestAlgorithm.Md5),
                DigestResponse.Ha1("carol", "example.org", "pass word", DigestAlgorithm.Sha256)),
            account);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(_scene.UsersPath));
        Assert.Equal(["rouse.toml", "users.txt"], Directory.GetFileSystemEntries(_scene.Data).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("add", "carol", "--generate")]
    [InlineData("remove", "carol")]
    [InlineData("list")]
    public async Task Accounts_of_a_database_are_not_changed_here(string command, params string[] words)
    {
        System.IO.File.WriteAllText(ConfigPath, $"data = \".\"\n{Database}");

        Assert.Equal(ExitCode.Refused, await Types(command, words));
        Assert.StartsWith("rouse: accounts come from the database of [auth.sql]", _scene.Error);
        Assert.False(System.IO.File.Exists(_scene.UsersPath));
    }

    [Fact]
    public async Task File_beside_a_database_is_changed()
    {
        System.IO.File.WriteAllText(ConfigPath, $"data = \".\"\ndomains = [\"example.org\"]\nauth.users = \"users.txt\"\n{Database}");

        Assert.Equal(ExitCode.Done, await Types("add", "carol", "--generate"));
        Assert.Equal("carol", Assert.Single(Users().Accounts).User);
    }

    [Theory]
    [InlineData("one", "two", "the two passwords differ")]
    [InlineData("", "", "the password is empty")]
    [InlineData("a\tb", "a\tb", "the password has a control character in it")]
    public async Task Password_that_is_none_changes_nothing(string first, string second, string error)
    {
        Configure("example.org");
        _scene.Typed = new([first, second]);

        Assert.Equal(ExitCode.Refused, await Types("add", "carol"));
        Assert.EndsWith($"rouse: {error}\n", _scene.Error);
        Assert.False(System.IO.File.Exists(_scene.UsersPath));
    }

    [Fact]
    public async Task Password_comes_from_the_input()
    {
        Configure("example.org");
        _scene.Input = "secret\nmore\n";

        Assert.Equal(ExitCode.Done, await Types("add", "carol", "--password-stdin"));
        Assert.Equal(
            DigestResponse.Ha1("carol", "example.org", "secret", DigestAlgorithm.Md5), Assert.Single(Users().Accounts).Md5Ha1);
    }

    [Fact]
    public async Task Password_that_is_made_is_printed_once()
    {
        Configure("example.org");

        Assert.Equal(ExitCode.Done, await Types("add", "carol", "--generate"));
        var password = _scene.Output.Split('\n')[1]["password ".Length..];
        Assert.Equal(16, password.Length);
        Assert.Equal(
            DigestResponse.Ha1("carol", "example.org", password, DigestAlgorithm.Sha256), Assert.Single(Users().Accounts).Sha256Ha1);
    }

    [Fact]
    public async Task Password_needs_somebody_to_ask()
    {
        Configure("example.org");

        Assert.Equal(ExitCode.Refused, await Types("add", "carol"));
        Assert.Equal("rouse: nobody is there to ask for a password: use --password-stdin or --generate\n", _scene.Error);
    }

    [Fact]
    public async Task Realm_without_domains_is_that_of_the_data_folder()
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(_scene.Data, "realm"), "box\n", TestContext.Current.CancellationToken);
        _scene.Input = "secret";

        Assert.Equal(ExitCode.Done, await _scene.Types("user", "add", "carol", "--password-stdin"));
        var account = Assert.Single(Users().Accounts);
        Assert.Null(account.Domain);
        Assert.Equal(DigestResponse.Ha1("carol", "box", "secret", DigestAlgorithm.Md5), account.Md5Ha1);
    }

    [Fact]
    public async Task Comments_and_order_stay()
    {
        Configure("example.org");
        Write(File);

        await Types("remove", "alice");
        Assert.Equal("# first\n\n# second\nbob@example.org md5:00000000000000000000000000000000 ;\n", Read());
        await Types("add", "dave", "--generate");
        Assert.StartsWith("# first\n\n# second\nbob@example.org md5:00000000000000000000000000000000 ;\ndave@example.org md5:", Read());
    }

    [Theory]
    [InlineData("a b", "'a b' cannot be the name of a SIP user")]
    [InlineData("", "the name is empty")]
    [InlineData("@example.org", "the name is empty")]
    [InlineData("a:b", "'a:b' cannot be the name of a SIP user")]
    [InlineData("a%20b", "'a%20b' cannot be the name of a SIP user")]
    [InlineData("jürgen", "'jürgen' cannot be the name of a SIP user")]
    [InlineData("#carol", "'#carol' cannot be the name of a SIP user")]
    [InlineData("a@b@example.org", "'a@b' cannot be the name of a SIP user")]
    [InlineData("\e[1m", "'\\x1b[1m' cannot be the name of a SIP user")]
    [InlineData("carol@bücher.example", "'bücher.example' is written in its ASCII form in SIP: xn--… (RFC 5890)")]
    [InlineData("carol@", "\"\" is not a host name or an address")]
    [InlineData("carol@example.com", "example.com is not one of domains (example.org): a phone of carol@example.com could not register")]
    [InlineData("alice", "alice@example.org is there already, in line 2 of ")]
    [InlineData("alice@EXAMPLE.org", "alice@example.org is there already, in line 2 of ")]
    public async Task Name_that_could_not_register_is_refused(string name, string error)
    {
        Configure("example.org");
        Write(File);

        Assert.Equal(ExitCode.Refused, await Types("add", "--generate", "--", name));
        Assert.StartsWith($"rouse: {error}", _scene.Error);
        Assert.Equal(File, Read());
    }

    [Theory]
    [InlineData(64, ExitCode.Done)]
    [InlineData(65, ExitCode.Refused)]
    public async Task Name_has_a_limit(int length, int exit)
    {
        Configure("example.org");

        Assert.Equal(exit, await Types("add", new string('x', length), "--generate"));
    }

    [Fact]
    public async Task Every_character_of_a_sip_user_may_stand_in_a_name()
    {
        Configure("example.org");
        const string Name = ";-_.!~*'()&=+$,?/aZ9";

        Assert.Equal(ExitCode.Done, await Types("add", Name, "--generate"));
        Assert.Equal(Name, Assert.Single(Users().Accounts).User);
    }

    [Fact]
    public async Task Domain_is_asked_for_where_there_are_several()
    {
        Configure("example.org\", \"example.com");

        Assert.Equal(ExitCode.Refused, await Types("add", "carol", "--generate"));
        Assert.Equal("rouse: which domain? carol@example.org or carol@example.com\n", _scene.Error);
        Assert.Equal(ExitCode.Done, await Types("add", "carol@example.com", "--generate"));
        Assert.Equal(ExitCode.Done, await Types("add", "carol@example.org", "--generate"));
        Assert.Equal(ExitCode.Refused, await Types("remove", "carol"));
        Assert.Equal("rouse: which one? carol@example.com or carol@example.org\n", _scene.Error);
    }

    [Fact]
    public async Task Unknown_user_is_not_removed()
    {
        Configure("example.org");
        Write(File);

        Assert.Equal(ExitCode.Refused, await Types("remove", "carol"));
        Assert.Equal($"rouse: carol is not in {_scene.UsersPath}; 'rouse user list' shows who is\n", _scene.Error);
        Assert.Equal(File, Read());
    }

    [Fact]
    public async Task Users_are_listed_with_how_their_password_is_kept()
    {
        Configure("example.org");
        Write(File);

        Assert.Equal(ExitCode.Done, await Types("list"));
        Assert.Equal("alice@example.org  clear text\nbob@example.org    MD5\n", _scene.Output);
        Assert.Equal(ExitCode.Done, await Types("list", "--json"));
        Assert.Contains(
            "\"user\": \"alice\",\n      \"domain\": \"example.org\",\n      \"password\": [\n        \"clear text\"", _scene.Output);
        Assert.DoesNotContain("secret", _scene.Output);
    }

    [Fact]
    public async Task Wrong_file_is_not_changed()
    {
        Configure("example.org");
        Write("alice\n");

        Assert.Equal(ExitCode.Refused, await Types("add", "carol", "--generate"));
        Assert.Equal(
            $"rouse: {_scene.UsersPath}:1: no password; write clrtxt:, md5: or sha256: after the user\n"
            + "nothing was changed: correct that first\n",
            _scene.Error);
        Assert.Equal("alice\n", Read());
    }

    [Fact]
    public async Task File_that_root_changes_stays_its_owners()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may give files away");
        Configure("example.org");
        Write(File);
        await Output("chown", "12345:23456", _scene.UsersPath);

        Assert.Equal(ExitCode.Done, await Types("remove", "alice"));
        Assert.Equal("12345:23456 600\n", await Output("stat", "-c", "%u:%g %a", _scene.UsersPath));
    }

    [Fact]
    public async Task File_that_root_makes_is_the_data_folders_owners()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may give files away");
        Configure("example.org");
        await Output("chown", "12345:23456", _scene.Data);

        Assert.Equal(ExitCode.Done, await Types("add", "carol", "--generate"));
        Assert.Equal("12345:23456 600\n", await Output("stat", "-c", "%u:%g %a", _scene.UsersPath));
    }

    [Fact]
    public async Task Link_stays_a_link()
    {
        Configure("example.org");
        var real = Path.Combine(_scene.Data, "real");
        await System.IO.File.WriteAllTextAsync(real, File, TestContext.Current.CancellationToken);
        System.IO.File.CreateSymbolicLink(_scene.UsersPath, real);

        Assert.Equal(ExitCode.Done, await Types("remove", "alice"));
        Assert.Equal(real, new FileInfo(_scene.UsersPath).LinkTarget);
        Assert.DoesNotContain("alice", await System.IO.File.ReadAllTextAsync(real, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Data_folder_must_be_there()
    {
        var folder = Path.Combine(_scene.Data, "none");

        Assert.Equal(ExitCode.Refused, await _scene.TypesAlone("user", "add", "carol", "--generate", "--data", folder));
        Assert.Equal(
            $"rouse: there is no data folder {folder}: start the server once, or say with --data or --config which one is meant\n",
            _scene.Error);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Two_ways_to_give_a_password_exclude_each_other()
    {
        Assert.Equal(ExitCode.Usage, await Types("add", "carol", "--generate", "--password-stdin"));
        Assert.Contains("--password-stdin and --generate exclude each other", _scene.Error);
    }

    static async Task<string> Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    void Configure(string domains) => System.IO.File.WriteAllText(ConfigPath, $"data = \".\"\ndomains = [\"{domains}\"]\n");

    void Write(string text) => System.IO.File.WriteAllText(_scene.UsersPath, text);

    string Read() => System.IO.File.ReadAllText(_scene.UsersPath);

    UsersFile Users() => UsersFile.Read(_scene.UsersPath);

    Task<int> Types(string command, params string[] words) => _scene.TypesAlone(["user", command, "--config", ConfigPath, .. words]);
}
