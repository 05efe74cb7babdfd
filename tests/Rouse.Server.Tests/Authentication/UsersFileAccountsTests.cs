using Rouse.Server.Authentication;

namespace Rouse.Server.Tests.Authentication;

public sealed class UsersFileAccountsTests
{
    readonly AccountStore _store = new(UsersFile.Parse(
        """
        alice clrtxt:everywhere ;
        alice@example.org clrtxt:here ;
        bob@Example.ORG clrtxt:pw ;
        """, "users").Accounts);

    [Theory]
    [InlineData("alice", "example.org", "here")]
    [InlineData("alice", "EXAMPLE.org", "here")]
    [InlineData("alice", "192.0.2.1", "everywhere")]
    [InlineData("bob", "example.org", "pw")]
    public void Account_of_the_domain_comes_before_one_of_every_domain(string user, string domain, string password) =>
        Assert.Equal(password, _store.Find(user, domain).Account?.ClearText);

    [Theory]
    [InlineData("Alice", "example.org")]
    [InlineData("bob", "example.com")]
    [InlineData("carol", "example.org")]
    [InlineData("", "")]
    public void Other_user_or_domain_is_unknown(string user, string domain) =>
        Assert.Equal(AccountLookup.Unknown, _store.Find(user, domain));
}
