using Rouse.Server.Authentication;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Authentication;

/// <summary>Who may say what about himself, and where it may go.</summary>
public class IdentityTests
{
    const string Anonymous = "sip:anonymous@anonymous.invalid";
    const string Bob = "sip:bob@example.org";

    static readonly AddressOfRecord Alice = new("alice", "example.org");

    readonly LoginScene _scene = new();
    readonly LoginScene _open = new(new AuthenticationOptions { AcceptStrangers = true });

    [Theory]
    [InlineData("sip:alice@example.org", "sip:alice@example.org", true)]
    [InlineData("sip:alice@example.org;user=phone", "sip:alice@EXAMPLE.ORG:5060", true)]
    [InlineData("sip:%61lice@example.org", "sip:alice@example.org", true)]
    [InlineData("sip:alice@example.org", "sip:bob@example.org", false)]
    [InlineData("sip:bob@example.org", "sip:alice@example.org", false)]
    [InlineData("sip:alice@example.org", "sip:alice@example.net", false)]
    [InlineData("sip:alice@example.org", Anonymous, false)]
    [InlineData("sip:alice@elsewhere.example", "sip:alice@elsewhere.example", false)]
    [InlineData("sip:example.org", "sip:example.org", false)]
    [InlineData("tel:+4930123", "sip:alice@example.org", false)]
    public void Nobody_registers_for_another(string to, string from, bool isChallenged) =>
        Assert.Equal(isChallenged ? 401 : 403, _scene.Register(to: to, from: from).Status);

    [Fact]
    public void Nobody_registers_as_a_stranger_even_if_strangers_may_call()
    {
        const string Stranger = "sip:alice@elsewhere.example";

        Assert.Equal(403, _open.Register(to: Stranger).Status);
        Assert.Equal(403, _open.Send(_open.Text("REGISTER", Bob, Stranger, Stranger)).Status);
    }

    [Theory]
    [InlineData("sip:alice@example.org", "", true)]
    [InlineData("sip:alice@EXAMPLE.ORG", "", true)]
    [InlineData("sip:bob@example.org", "", false)]
    [InlineData("sip:example.org", "", false)]
    [InlineData("sip:alice@elsewhere.example", "", false)]
    [InlineData("tel:+4930123", "", false)]
    [InlineData(Anonymous, "", true)]
    [InlineData("sip:Anonymous@example.org", "", true)]
    [InlineData("sip:someone@ANONYMOUS.INVALID", "", true)]
    [InlineData(Anonymous, "<sip:alice@example.org>", true)]
    [InlineData(Anonymous, "\"Alice\" <sip:alice@example.org>, <tel:+4930123>", true)]
    [InlineData(Anonymous, "<tel:+4930123>, <sip:alice@example.org>", true)]
    [InlineData(Anonymous, "<sip:bob@example.org>", false)]
    [InlineData("sip:alice@example.org", "<sip:alice@example.org>", true)]
    [InlineData("sip:alice@example.org", "<sip:alice@elsewhere.example>", true)]
    [InlineData("sip:alice@example.org", "<sip:bob@example.org>", false)]
    [InlineData("sip:bob@example.org", "<sip:alice@example.org>", false)]
    [InlineData("sip:ceo@elsewhere.example", "<sip:alice@example.org>", false)]
    public void Alice_proves_alice_alone(string from, string preferred, bool isProved)
    {
        var answer = new DigestClient().Answer(_scene.InviteChallenge(), "INVITE");

        var request = _scene.Invite(answer, from, headers: preferred.Length == 0 ? "" : $"P-Preferred-Identity: {preferred}\r\n");

        Assert.Equal(isProved ? null : 403, request.Status);
        Assert.Equal(isProved ? Alice : null, request.AuthenticatedAs);
    }

    [Fact]
    public void Credentials_for_the_realm_of_another_domain_are_challenged_anew()
    {
        var answer = new DigestClient().Answer(_scene.InviteChallenge(), "INVITE");

        var request = _scene.Invite(answer, "sip:alice@example.net");

        Assert.Equal(407, request.Status);
        Assert.Equal("example.net", DigestClient.Parameter(request.ResponseHeaders("Proxy-Authenticate")[0], "realm"));
        Assert.Null(request.AuthenticatedAs);
    }

    [Theory]
    [InlineData("alice", "alice-secret", true)]
    [InlineData("alice@example.org", "alice-secret", true)]
    [InlineData("bob", "alice-secret", false)]
    [InlineData("alice@elsewhere.example", "alice-secret", false)]
    [InlineData("nobody", "alice-secret", false)]
    [InlineData("a<b>@example.org", "alice-secret", false)]
    public void Anonymous_caller_is_who_the_credentials_say(string username, string password, bool isProved)
    {
        var answer = new DigestClient { Username = username, Password = password }.Answer(_scene.InviteChallenge(), "INVITE");

        var request = _scene.Invite(answer, Anonymous);

        Assert.Equal(isProved ? null : 403, request.Status);
        Assert.Equal(isProved ? Alice : null, request.AuthenticatedAs);
    }

    [Theory]
    [InlineData(Anonymous)]
    [InlineData("sip:anonymous@example.org")]
    public void Anonymous_caller_is_asked_for_credentials(string from) => Assert.Equal(407, _scene.Invite(from: from).Status);

    [Theory]
    [InlineData("sip:bob@example.org", "sip:eve@elsewhere.example", true)]
    [InlineData("sip:bob@example.net", "tel:+4930123", true)]
    [InlineData("sip:bob@example.org", Anonymous, true)]
    [InlineData("sip:bob@far.example", "sip:eve@elsewhere.example", false)]
    [InlineData("sip:example.org", "sip:eve@elsewhere.example", false)]
    public void Stranger_reaches_our_users_and_nobody_else_and_only_if_strangers_are_accepted(string uri, string from, bool isAccepted)
    {
        Assert.Equal(from == Anonymous ? 407 : 403, _scene.Invite(from: from, uri: uri).Status);

        var request = _open.Invite(from: from, uri: uri);
        Assert.Equal(isAccepted ? null : 403, request.Status);
        Assert.Null(request.AuthenticatedAs);
    }

    [Theory]
    [InlineData("sip:alice@example.org", 407)]
    [InlineData("sip:anonymous@example.org", 407)]
    [InlineData(Anonymous, 407)]
    [InlineData("sip:eve@elsewhere.example", 403)]
    [InlineData("sip:example.org", 403)]
    public void Nothing_is_relayed_for_the_unproved_even_if_strangers_are_accepted(string from, int status) =>
        Assert.Equal(status, _open.Invite(from: from, uri: "sip:bob@far.example").Status);

    [Fact]
    public void Local_sender_is_asked_for_credentials_even_if_strangers_are_accepted() => Assert.Equal(407, _open.Invite().Status);

    [Fact]
    public void Wrong_credentials_are_refused_where_none_would_do()
    {
        var answer = new DigestClient { Password = "guess" }.Answer(_open.InviteChallenge(), "INVITE");

        Assert.Equal(403, _open.Invite(answer, Anonymous).Status);
    }

    [Fact]
    public void Refusal_tells_nothing_but_403() => Assert.StartsWith(
        "SIP/2.0 403 Forbidden\r\n", _scene.Invite(from: "sip:eve@elsewhere.example").Response, StringComparison.Ordinal);

    [Fact]
    public void Proved_sender_may_ask_for_any_destination()
    {
        var answer = new DigestClient().Answer(_scene.InviteChallenge(), "INVITE");

        Assert.Equal(Verdict.Continue, _scene.Invite(answer, uri: "sip:bob@far.example").Verdict);
    }

    [Theory]
    [InlineData(AuthenticationMethod.Bearer)]
    [InlineData(AuthenticationMethod.Certificate)]
    public void Where_accounts_are_elsewhere_only_phones_tell_who_exists(AuthenticationMethod method)
    {
        var methods = new Dictionary<string, IReadOnlyList<AuthenticationMethod>> { ["example.org"] = [method] };
        var directory = new UserDirectory(new AccountStore([]), new AuthenticationOptions { DomainMethods = methods });

        Assert.Equal(UserExistence.IfRegistered, directory.Find(Alice));
        Assert.Equal(UserExistence.No, directory.Find(Alice with { Domain = "example.net" }));
    }

    [Fact]
    public void Directory_knows_who_has_an_account()
    {
        var directory = new UserDirectory(new AccountStore([LoginScene.Clear("alice", "pw")]), new AuthenticationOptions());

        Assert.Equal(UserExistence.Yes, directory.Find(Alice));
        Assert.Equal(UserExistence.No, directory.Find(new AddressOfRecord("nobody", "example.org")));
    }
}
