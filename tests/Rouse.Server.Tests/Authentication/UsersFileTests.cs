using Rouse.Server.Authentication;

namespace Rouse.Server.Tests.Authentication;

public sealed class UsersFileTests
{
    const string Md5 = "97ffb1c6af18e5687bf26cdf35e45d30";
    const string Sha256 = "d7580069de562f5c7fd932cc986472669122da91a0f72f30ef1b20ad6e4f61a3";

    [Fact]
    public void File_of_Flexisip_is_read_as_it_is()
    {
        var file = UsersFile.Parse(
            $"""
            version:1

            # comment
            bellesip@sip.linphone.org clrtxt:secret ;
            ha1@Sip.Linphone.org md5:{Md5.ToUpperInvariant()} ;
            all@sip.linphone.org clrtxt:secret md5:{Md5} sha256:{Sha256} ; all-id +33123456789
            with%20blank@sip.linphone.org clrtxt:a%20b ; with%20id
            """, "users");

        Assert.Empty(file.Errors);
        Assert.Equal(
            [
                new Account("bellesip", "sip.linphone.org", "secret", null, null),
                new Account("ha1", "sip.linphone.org", null, Md5, null),
                new Account("all", "sip.linphone.org", "secret", Md5, Sha256) { CredentialsUser = "all-id" },
                new Account("with blank", "sip.linphone.org", "a%20b", null, null) { CredentialsUser = "with id" },
            ], file.Accounts);
    }

    [Theory]
    [InlineData("alice clrtxt:pw ;")]
    [InlineData("alice clrtxt:pw")]
    [InlineData("  alice\tclrtxt:pw\t;  ")]
    [InlineData("\uFEFFalice clrtxt:pw ;\r\n")]
    [InlineData("alice clrtxt:pw ; # the first")]
    [InlineData("version:1\nalice clrtxt:pw ;")]
    public void Line_of_a_user_of_every_domain_is_read(string text)
    {
        var file = UsersFile.Parse(text, "users");

        Assert.Empty(file.Errors);
        Assert.Equal(new Account("alice", null, "pw", null, null), Assert.Single(file.Accounts));
    }

    [Theory]
    [InlineData("a clrtxt:p:;#=w ;", "p:;#=w")]
    [InlineData("a clrtxt:pw; ;", "pw;")]
    [InlineData("a clrtxt:pw%3b ;", "pw%3b")]
    public void Password_is_taken_letter_by_letter(string line, string password) =>
        Assert.Equal(password, Assert.Single(UsersFile.Parse(line, "users").Accounts).ClearText);

    [Theory]
    [InlineData("alice@example.org", "no password; write clrtxt:, md5: or sha256: after the user")]
    [InlineData("alice@example.org ;", "no password; write clrtxt:, md5: or sha256: after the user")]
    [InlineData("alice@example.org secret ;", "what follows the user is clrtxt:, md5: or sha256: without blanks inside, then ' ;'")]
    [InlineData("alice@example.org sha512:00 ;", "what follows the user is clrtxt:, md5: or sha256: without blanks inside, then ' ;'")]
    [InlineData("alice@example.org clrtxt: ;", "the password after clrtxt: is empty")]
    [InlineData("alice@example.org clrtxt:secret;", "a blank belongs before ';'")]
    [InlineData("alice@example.org clrtxt:secret clrtxt:secret ;", "clrtxt: stands twice")]
    [InlineData("alice@example.org md5:97ffb1c6af18e5687bf26cdf35e45d3 ;", "md5: takes 32 hexadecimal digits")]
    [InlineData("alice@example.org md5:97ffb1c6af18e5687bf26cdf35e45d3g ;", "md5: takes 32 hexadecimal digits")]
    [InlineData("alice@example.org md5:97ffb1c6af18e5687bf26cdf35e45d300 ;", "md5: takes 32 hexadecimal digits")]
    [InlineData("alice@example.org sha256:97ffb1c6af18e5687bf26cdf35e45d30 ;", "sha256: takes 64 hexadecimal digits")]
    [InlineData("@example.org clrtxt:secret ;", "'@example.org' has no user before '@'")]
    [InlineData("alice@exa+mple clrtxt:secret ;", "'exa+mple' is not a domain")]
    [InlineData("alice@ clrtxt:secret ;", "'' is not a domain")]
    [InlineData("clrtxt:secret ;", "a line begins with user@domain")]
    [InlineData("version:2", "'version:2' is not known; write version:1, or nothing")]
    [InlineData("bob clrtxt:pw ;\nversion:1", "version:1 stands before all accounts")]
    public void Wrong_line_is_an_error_that_does_not_show_the_password(string text, string error)
    {
        var line = text.Count(letter => letter == '\n') + 1;

        Assert.Equal([$"users:{line}: {error}"], UsersFile.Parse(text, "users").Errors);
    }

    [Fact]
    public void All_errors_come_at_once_and_good_lines_count()
    {
        var file = UsersFile.Parse(
            """
            version:1

            alice
            bob clrtxt:pw ;
            Bob clrtxt:pw ;
            bob clrtxt:other ;
            carol@a..b clrtxt:pw ;
            """, "users.txt");

        Assert.Equal(
            [
                "users.txt:3: no password; write clrtxt:, md5: or sha256: after the user",
                "users.txt:6: account bob is there already, in line 4",
                "users.txt:7: 'a..b' is not a domain",
            ], file.Errors);
        Assert.Equal(["bob", "Bob"], file.Accounts.Select(account => account.User));
    }

    [Fact]
    public void File_that_is_not_there_is_an_error() =>
        Assert.Equal(["/nowhere/users: there is no such file"], UsersFile.Read("/nowhere/users").Errors);

    [Fact]
    public void Account_as_text_shows_no_secret() =>
        Assert.Equal("alice@example.org", new Account("alice", "example.org", "secret", Md5, Sha256).ToString());
}
