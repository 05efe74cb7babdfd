using Rouse.Commands;

namespace Rouse.Server.Tests.Configuration;

public sealed class CommandLineTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly StringWriter _output = new() { NewLine = "\n" };
    readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_command_the_help_is_shown()
    {
        Assert.Equal(ExitCode.Done, await Run());
        Assert.Contains("serve ", _output.ToString());
        Assert.Contains("check [<FILE>]", _output.ToString());
    }

    [Fact]
    public async Task Help_of_serve_names_every_option()
    {
        Assert.Equal(ExitCode.Done, await Run("serve", "--help"));
        string[] options =
        [
            "--config <FILE>", "--listen <URL>", "--domain <DOMAIN>", "--data <DIR>", "--users <FILE>", "--no-auth", "--log <LEVELS>",
            "--log-format <FORMAT>", "--log-secrets",
        ];
        Assert.All(options, option => Assert.Contains(option, _output.ToString()));
    }

    [Theory]
    [InlineData("sevre", "'sevre' is not known; did you mean 'serve'?")]
    [InlineData("trunk", "'trunk' is not known")]
    [InlineData("serve --lisen udp://*:5060", "'--lisen' is not known; did you mean '--listen'?")]
    [InlineData("serve extra", "'extra' is not known")]
    [InlineData("serve @file", "'@file' is not known")]
    [InlineData("user add carol secret", "'secret' is not known")]
    [InlineData("user add carol --password secret", "'--password' is not known")]
    [InlineData("serve --data", "Required argument missing for option: '--data'.")]
    public async Task Wrong_command_line_ends_with_2(string arguments, string error)
    {
        Assert.Equal(ExitCode.Usage, await Run(arguments.Split(' ')));
        Assert.Equal($"rouse: {error}\nrouse --help tells more\n", _error.ToString());
    }

    [Fact]
    public async Task Good_file_is_ok()
    {
        var file = _folder.Write("rouse.toml", EveryKey.Text);
        KeyFiles.WriteEverything(_folder);

        Assert.Equal(ExitCode.Done, await Run("check", file));
        Assert.StartsWith(
            $"{file}: ok\n  listen    udp://*:5070, tcp://192.0.2.1:5070\n  domains   example.org, 192.0.2.1, [2001:db8::1]\n",
            _output.ToString());
        Assert.False(Directory.Exists(_folder["state"]));
    }

    [Fact]
    public async Task Everything_wrong_with_a_file_and_its_users_file_is_told_at_once()
    {
        _folder.Write("users", "alice\n");
        var file = _folder.Write("rouse.toml", "domain = 1\n[auth]\nusers = \"users\"\nenabled = 1\n");

        Assert.Equal(ExitCode.Refused, await Run("check", file));
        Assert.Empty(_output.ToString());
        Assert.Equal(
            $"""
            {file}:1: key 'domain' is not known; did you mean 'domains' (list of host name or address)?
            {file}:4: auth.enabled: 1 is neither true nor false
            {_folder["users"]}:1: no password; write clrtxt:, md5: or sha256: after the user

            """, _error.ToString());
    }

    [Theory]
    [InlineData("select password from users where name = @user", "ok")]
    [InlineData("select password from user where name = @user", "auth.sql: SQLite Error 1: 'no such table: user'.")]
    public async Task Database_is_asked_where_that_is_wanted(string query, string told)
    {
        using var database = new Authentication.Sql.SqliteTables();
        database.Run("CREATE TABLE users (name TEXT, password TEXT)");
        var file = _folder.Write(
            "rouse.toml", $"[auth.sql]\nprovider = \"sqlite\"\nconnection = \"Data Source={database.Path}\"\nquery = \"{query}\"\n");

        Assert.Equal(ExitCode.Done, await Run("check", file));
        Assert.Equal(told == "ok" ? ExitCode.Done : ExitCode.Refused, await Run("check", "--connect", file));
        Assert.Contains($"{file}: {told}\n", _output.ToString() + _error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_refuse_the_start()
    {
        string[] arguments =
        [
            "serve", "--listen", "ws://*", "--listen", "udp://*:70000", "--domain", "a:b", "--domain", "c", "--domain", "c",
            "--data", "", "--users", "",
        ];
        Assert.Equal(ExitCode.Refused, await Run(arguments));
        Assert.Equal(
            """
            --listen: WebSocket comes later; this version listens on udp://, tcp:// and tls://
            --listen: "70000" is not a port; write 0 to 65535
            --domain: "a:b" is not a host name or an address, without port, such as sip.example.org
            --domain: "c" stands twice
            --data: the path is empty
            --users: the path is empty
            rouse: not started

            """, _error.ToString());
    }

    [Fact]
    public async Task Data_folder_that_cannot_be_used_refuses_the_start()
    {
        var file = _folder.Write("file", "");

        Assert.Equal(ExitCode.Refused, await Run("serve", "--data", file));
        Assert.Equal($"--data: {file} is a file, not a folder\nrouse: not started\n", _error.ToString());
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_told_with_where_they_are_named()
    {
        var file = _folder.Write("rouse.toml", "data = \"rouse.toml\"\n[auth]\nusers = \"none\"\n");

        Assert.Equal(ExitCode.Refused, await Run("check", file));
        Assert.Equal(
            $"{file}:1: data: {file} is a file, not a folder\n{file}:3: auth.users: there is no file {_folder["none"]}\n",
            _error.ToString());
    }

    [Theory]
    [InlineData("none.toml", "there is no such file")]
    [InlineData(".", "this is a folder, not a file")]
    public async Task File_that_is_none_is_said_so(string name, string fault)
    {
        Assert.Equal(ExitCode.Refused, await Run("check", _folder[name]));
        Assert.Equal($"{_folder[name]}: {fault}\n", _error.ToString());
    }

    [Theory]
    [InlineData(new byte[] { (byte)'#', (byte)'\n', 0xe9 }, 2)]
    [InlineData(new byte[] { 0xff, 0xfe, (byte)'a', 0 }, 1)]
    [InlineData(new byte[] { (byte)'\n', (byte)'\n', 0 }, 3)]
    public async Task File_that_is_not_UTF8_is_said_so(byte[] bytes, int line)
    {
        File.WriteAllBytes(_folder["rouse.toml"], bytes);

        Assert.Equal(ExitCode.Refused, await Run("check", _folder["rouse.toml"]));
        Assert.Equal($"{_folder["rouse.toml"]}:{line}: this is not UTF-8 text; save the file as UTF-8\n", _error.ToString());
    }

    [Fact]
    public async Task Mark_at_the_beginning_of_UTF8_is_no_fault()
    {
        File.WriteAllBytes(_folder["rouse.toml"], [0xef, 0xbb, 0xbf, .. "drain = \"1s\""u8]);

        Assert.Equal(ExitCode.Done, await Run("check", _folder["rouse.toml"]));
    }

    Task<int> Run(params string[] arguments) => CommandLine.RunAsync(arguments, new Terminal(_output, _error, IsWatched: false));
}
