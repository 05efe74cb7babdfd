using Rouse.Server.Authentication;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Authentication;

public class PasswordTests
{
    static readonly AddressOfRecord Alice = new("alice", "example.org");

    readonly LoginScene _scene = new();
    readonly DigestClient _alice = new();

    [Theory]
    [InlineData("MD5", "auth")]
    [InlineData("md5", "auth")]
    [InlineData(null, "auth")]
    [InlineData("MD5-sess", "auth")]
    [InlineData("MD5", null)]
    [InlineData(null, null)]
    [InlineData("SHA-256", "auth")]
    [InlineData("SHA-256-sess", "auth")]
    [InlineData("SHA-256", null)]
    public void Right_password_registers(string? algorithm, string? qop)
    {
        var scene = new LoginScene(new AuthenticationOptions { Algorithms = ["MD5", "SHA-256"] });
        var client = _alice with { AlgorithmName = algorithm, Qop = qop };

        var request = scene.Register(client.Answer(scene.RegisterChallenge(), "REGISTER"));

        Assert.Equal((Verdict.Continue, Alice), (request.Verdict, request.AuthenticatedAs));
        Assert.Empty(scene.Log.Lines);
    }

    [Theory]
    [InlineData("alice", "alice-secret", true)]
    [InlineData("alice@example.org", "alice-secret", true)]
    [InlineData("alice@EXAMPLE.org", "alice-secret", true)]
    [InlineData("alice", "alice-secreT", false)]
    [InlineData("alice", "", false)]
    [InlineData("Alice", "alice-secret", false)]
    [InlineData("alice@example.net", "alice-secret", false)]
    [InlineData("alice@elsewhere.example", "alice-secret", false)]
    [InlineData("bob", "bob-secret", false)]
    [InlineData("", "alice-secret", false)]
    public void Account_is_proved_by_its_own_name_and_password_alone(string username, string password, bool isProved)
    {
        var client = _alice with { Username = username, Password = password };

        var request = _scene.Register(client.Answer(_scene.RegisterChallenge(), "REGISTER"));

        Assert.Equal(isProved ? null : 403, request.Status);
        Assert.Equal(isProved ? Alice : null, request.AuthenticatedAs);
    }

    [Theory]
    [InlineData("MD5", "carol", true)]
    [InlineData("SHA-256", "carol", true)]
    [InlineData("MD5", "carol@example.org", false)]
    public void Stored_hash_serves_the_name_that_it_was_made_with(string algorithm, string username, bool isProved)
    {
        var carol = new Account("carol", "example.org", null, LoginScene.Md5Ha1("carol", "pw"), LoginScene.Sha256Ha1("carol", "pw"));
        var scene = new LoginScene(new AuthenticationOptions { Algorithms = ["SHA-256", "MD5"] }, carol);
        var client = new DigestClient { Username = username, Password = "pw", AlgorithmName = algorithm };

        var request = scene.Register(client.Answer(scene.RegisterChallenge(), "REGISTER"), to: "sip:carol@example.org");

        Assert.Equal(isProved ? null : 403, request.Status);
    }

    [Theory]
    [InlineData("4711", true)]
    [InlineData("4711@example.org", true)]
    [InlineData("carol", false)]
    public void Account_with_another_name_in_credentials_is_proved_by_that_name(string username, bool isProved)
    {
        var scene = new LoginScene(null, LoginScene.Clear("carol", "pw") with { CredentialsUser = "4711" });
        var client = new DigestClient { Username = username, Password = "pw" };

        var request = scene.Register(client.Answer(scene.RegisterChallenge(), "REGISTER"), to: "sip:carol@example.org");

        Assert.Equal(isProved ? new AddressOfRecord("carol", "example.org") : null, request.AuthenticatedAs);
    }

    [Theory]
    [InlineData("sip:example.org")]
    [InlineData("sip:bob@example.org;gr=urn:uuid:1")]
    [InlineData("sip:192.0.2.1:5060")]
    public void Digest_uri_need_not_be_the_request_uri(string uri) =>
        Assert.Equal(Alice, _scene.Invite((_alice with { Uri = uri }).Answer(_scene.InviteChallenge(), "INVITE")).AuthenticatedAs);

    [Fact]
    public void Digest_uri_is_part_of_what_is_proved()
    {
        var answer = _alice.Answer(_scene.InviteChallenge(), "INVITE")
            .Replace("uri=\"sip:example.org\"", "uri=\"sip:example.net\"", StringComparison.Ordinal);

        Assert.Equal(403, _scene.Invite(answer).Status);
    }

    [Fact]
    public void Response_to_another_method_proves_nothing() =>
        Assert.Equal(403, _scene.Invite(_alice.Answer(_scene.InviteChallenge(), "REGISTER")).Status);

    [Fact]
    public void Unknown_user_and_wrong_password_get_the_same_after_the_same_work()
    {
        var hashed = new Account("carol", "example.org", null, LoginScene.Md5Ha1("carol", "pw"), null);
        var other = new Account("dave", "example.org", null, null, LoginScene.Sha256Ha1("dave", "pw"));
        var named = LoginScene.Clear("erin", "pw") with { CredentialsUser = "4711" };

        var outcomes = new[] { "alice", "carol", "dave", "erin", "nobody" }.Select(user =>
        {
            var scene = new LoginScene(null, hashed, other, named);
            var client = new DigestClient { Username = user, Password = "guess" };
            var answer = client.Answer(scene.RegisterChallenge(), "REGISTER");
            var response = scene.Register(answer, to: $"sip:{user}@example.org", callId: "c1").Response!;
            return (response.Replace(user, "USER", StringComparison.Ordinal), string.Join(", ", scene.Digest.Work));
        });

        Assert.Equal("A1 Md5, response Md5 from 32", Assert.Single(outcomes.Distinct()).Item2);
    }

    [Fact]
    public void Unknown_user_cannot_be_proved_by_any_password()
    {
        var client = new DigestClient { Username = "nobody", Password = "" };

        Assert.Equal(403, _scene.Register(client.Answer(_scene.RegisterChallenge(), "REGISTER"), to: "sip:nobody@example.org").Status);
    }

    [Theory]
    [InlineData("SHA-256", "auth")]
    [InlineData("SHA-512-256", "auth")]
    [InlineData("MD5", "auth-int")]
    public void Answer_with_what_was_not_offered_is_refused(string algorithm, string qop)
    {
        var client = _alice with { AlgorithmName = algorithm, Qop = qop };

        Assert.Equal(403, _scene.Register(client.Answer(_scene.RegisterChallenge(), "REGISTER")).Status);
        Assert.Empty(_scene.Digest.Work);
    }

    [Fact]
    public void Account_without_a_hash_that_is_offered_is_refused_and_told_of_once()
    {
        var carol = new Account("carol", "example.org", null, null, LoginScene.Sha256Ha1("carol", "pw"));
        var scene = new LoginScene(null, carol);
        var client = new DigestClient { Username = "carol", Password = "pw" };

        var statuses = Enumerable.Range(0, 3).Select(_ =>
            scene.Register(client.Answer(scene.RegisterChallenge(), "REGISTER"), to: "sip:carol@example.org").Status).ToList();

        Assert.Equal([403, 403, 403], statuses);
        Assert.Single(scene.Log.Lines, l => l.StartsWith("account carol@example.org cannot log in", StringComparison.Ordinal));
        Assert.Equal(3, scene.Log.Lines.Count(l => l.StartsWith("login failed", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("alice", "guess", "login failed for alice@example.org from 192.0.2.7: wrong password")]
    [InlineData("bob", "bob-secret", "login failed for alice@example.org from 192.0.2.7: credentials of another user")]
    public void Failed_login_is_one_line_with_the_address(string username, string password, string line)
    {
        _scene.Register((_alice with { Username = username, Password = password }).Answer(_scene.RegisterChallenge(), "REGISTER"));

        Assert.Equal([line], _scene.Log.Lines);
    }

    [Theory]
    [InlineData("nobody", "nobody")]
    [InlineData("x%20from%20198.51.100.1", "x%20from%20198.51.100.1")]
    [InlineData("x%0Alogin%20failed", "x%0Alogin%20failed")]
    [InlineData("%00%FF", "%00%EF%BF%BD")]
    [InlineData("%F0%9F%98%80", "%F0%9F%98%80")]
    public void Name_cannot_forge_a_line_of_the_log(string user, string shown)
    {
        _scene.Register(new DigestClient { Username = "n" }.Answer(_scene.RegisterChallenge(), "REGISTER"), to: $"sip:{user}@example.org");

        Assert.Equal([$"login failed for {shown}@example.org from 192.0.2.7: unknown user"], _scene.Log.Lines);
    }

    [Fact]
    public void Endless_name_does_not_make_an_endless_line()
    {
        var user = new string('a', 63) + "%F0%9F%98%80" + new string('b', 10_000);

        _scene.Register(new DigestClient { Username = "n" }.Answer(_scene.RegisterChallenge(), "REGISTER"), to: $"sip:{user}@example.org");

        Assert.InRange(Assert.Single(_scene.Log.Lines).Length, 63, 200);
    }

    [Fact]
    public void No_secret_is_logged()
    {
        var answer = (_alice with { Password = "guess" }).Answer(_scene.RegisterChallenge(), "REGISTER");

        _scene.Register(answer);

        var line = Assert.Single(_scene.Log.Lines);
        Assert.DoesNotContain(DigestClient.Parameter(answer, "response"), line, StringComparison.Ordinal);
        Assert.DoesNotContain("alice-secret", line, StringComparison.Ordinal);
    }
}
