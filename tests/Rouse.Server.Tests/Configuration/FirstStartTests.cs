using System.Net;
using System.Runtime.Versioning;
using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Sql;
using Rouse.Server.Transport;
using Rouse.Starting;

namespace Rouse.Server.Tests.Configuration;

[UnsupportedOSPlatform("windows")]
public sealed class FirstStartTests : IDisposable
{
    static readonly Surroundings Machine = new("box", IPAddress.Parse("192.0.2.7"));

    readonly TemporaryFolder _folder = new();
    readonly DataFolder _data;

    public FirstStartTests() => _data = DataFolder.Open(_folder["data"]);

    static readonly SqlOptions Database = new() { Provider = SqlProvider.PostgreSql, Connection = "Host=a;Password=hunter2" };

    string UsersPath => _data.PathOf("users.txt");

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Alice_and_bob_are_made_with_random_passwords()
    {
        var start = Prepare(new ServerOptions());

        Assert.Equal(["alice", "bob"], start.Made.Select(account => account.User));
        Assert.Equal(start.Made, start.Accounts);
        Assert.All(start.Made, account => Assert.Equal(16, account.ClearText?.Length));
        Assert.NotEqual(start.Made[0].ClearText, start.Made[1].ClearText);
        Assert.Equal(UsersPath, start.UsersPath);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(UsersPath));
    }

    [Fact]
    public void Second_start_keeps_the_accounts()
    {
        var first = Prepare(new ServerOptions());
        var second = Prepare(new ServerOptions());

        Assert.Empty(second.Made);
        Assert.Equal(first.Accounts, second.Accounts);
    }

    [Theory]
    [InlineData("", "box")]
    [InlineData("example.org example.com", "example.org")]
    public void Realm_is_the_first_domain_or_the_host_name(string domains, string realm) =>
        Assert.Equal(realm, Prepare(new ServerOptions { Domains = domains.Split(' ', StringSplitOptions.RemoveEmptyEntries) }).Realm);

    [Fact]
    public void Nothing_is_made_without_authentication()
    {
        var start = Prepare(new ServerOptions { Auth = new() { Enabled = false } });

        Assert.Null(start.UsersPath);
        Assert.Empty(start.Accounts);
        Assert.False(File.Exists(UsersPath));
    }

    [Fact]
    public void Accounts_of_a_database_need_no_users_file_and_none_of_before_counts()
    {
        Prepare(new ServerOptions());
        var options = new ServerOptions { Auth = new() { Sql = Database } };

        var start = Prepare(options);

        Assert.Null(start.UsersPath);
        Assert.Empty(start.Accounts);
        Assert.Contains("users     database, PostgreSql\n", Report(options, start, showPasswords: false));
    }

    [Fact]
    public void Users_file_that_is_configured_counts_beside_a_database()
    {
        var users = _folder.Write("users", "carol@example.org clrtxt:pw ;\n");
        File.SetUnixFileMode(users, UnixFileMode.UserRead);
        var options = new ServerOptions { Auth = new() { Users = users, Sql = Database } };

        var start = Prepare(options);

        Assert.Equal([new Account("carol", "example.org", "pw", null, null)], start.Accounts);
        Assert.Contains($"users     {users}, 1 account; then database, PostgreSql\n", Report(options, start, showPasswords: false));
    }

    [Fact]
    public void Users_file_of_the_configuration_is_read_and_none_is_made()
    {
        var users = _folder.Write("users", "carol@example.org clrtxt:pw ;\n");

        var start = Prepare(new ServerOptions { Auth = new() { Users = users } });

        Assert.Equal([new Account("carol", "example.org", "pw", null, null)], start.Accounts);
        Assert.False(File.Exists(UsersPath));
    }

    [Fact]
    public void Users_file_of_the_configuration_must_be_there()
    {
        var refused = Assert.Throws<RefusedStartException>(() => Prepare(new ServerOptions { Auth = new() { Users = _folder["users"] } }));

        Assert.Equal($"{_folder["users"]}: there is no such file", refused.Message);
        Assert.False(File.Exists(_folder["users"]));
    }

    [Fact]
    public void Wrong_users_file_is_refused_with_all_its_errors()
    {
        var users = _folder.Write("users", "alice\nbob\n");

        var refused = Assert.Throws<RefusedStartException>(() => Prepare(new ServerOptions { Auth = new() { Users = users } }));
        Assert.Equal(2, refused.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void Preview_finds_the_same_and_makes_nothing()
    {
        var faults = new List<string>();
        var preview = FirstStart.Preview(new ServerOptions(), _folder["other"], Machine, faults);

        Assert.Equal(("box", Path.Combine(_folder["other"], "users.txt")), (preview.Realm, preview.UsersPath));
        Assert.Empty(faults);
        Assert.False(Directory.Exists(_folder["other"]));
        Assert.Equal(
            Prepare(new ServerOptions()).UsersPath, FirstStart.Preview(new ServerOptions(), _data.Path, Machine, faults).UsersPath);
    }

    [Fact]
    public void Passwords_are_shown_only_where_a_person_reads()
    {
        var start = Prepare(new ServerOptions());
        var shown = Report(new ServerOptions(), start, showPasswords: true);
        var hidden = Report(new ServerOptions(), start, showPasswords: false);

        Assert.All(start.Made, account => Assert.Contains(account.ClearText!, shown));
        Assert.All(start.Made, account => Assert.DoesNotContain(account.ClearText!, hidden));
        Assert.Contains($"alice     password in {UsersPath}", hidden);
    }

    [Fact]
    public void Start_says_what_was_chosen_and_the_next_step()
    {
        var options = new ServerOptions();
        var report = Report(options, Prepare(options), showPasswords: false);

        Assert.Equal(
            $"""
              config    none, defaults
              listen    udp://*:5060, tcp://*:5060
              domains   every own address, and box
              data      {_data.Path}
              realm     box
              users     {UsersPath}, made now with alice and bob
              push      sandbox: nothing is sent to Apple/Google; set [push.apps] or [push.http]

              alice     password in {UsersPath}
              bob       password in {UsersPath}

            Next: register one phone as alice and another as bob, with domain 192.0.2.7
                  and transport UDP or TCP; then call one from the other.

            """, report[(report.IndexOf('\n') + 1)..]);
    }

    [Theory]
    [InlineData("udp://*:5060", null, "with domain 192.0.2.7\n      and transport UDP;")]
    [InlineData("tcp://192.0.2.8:5070", null, "with domain 192.0.2.8\n      and server 192.0.2.8:5070, transport TCP;")]
    [InlineData("udp://[2001:db8::1]:5060", null, "with domain [2001:db8::1]\n      and transport UDP;")]
    [InlineData("udp://0.0.0.0:5060", "example.org", "with domain example.org\n      and server 192.0.2.7:5060, transport UDP;")]
    public void Next_step_names_what_to_type_into_a_phone(string listen, string? domain, string text)
    {
        Assert.True(ListenAddress.TryParse(listen, out var listener, out _));
        var options = new ServerOptions { Listen = [listener], Domains = domain is null ? [] : [domain] };

        Assert.Contains(text, Report(options, Prepare(options), showPasswords: false));
    }

    [Fact]
    public void Later_start_is_short_and_tells_that_authentication_is_off()
    {
        Prepare(new ServerOptions());
        var options = new ServerOptions
        {
            Auth = new() { Enabled = false },
            Push = new() { Http = new() { Url = "http://secret.example.org" } },
        };
        var report = Report(options, Prepare(options), showPasswords: true);

        Assert.Contains("users     authentication is OFF: anybody can register and call as anybody\n", report);
        Assert.Contains("push      http\n", report);
        Assert.DoesNotContain("secret", report);
        Assert.DoesNotContain("Next", report);
    }

    FirstStart Prepare(ServerOptions options) => FirstStart.Prepare(options, _data, Machine);

    string Report(ServerOptions options, FirstStart start, bool showPasswords)
    {
        var output = new StringWriter { NewLine = "\n" };
        new StartReport(options, start, _data.Path, Machine).Write(output, null, showPasswords);
        return output.ToString();
    }
}
