using Rouse.Server.Authentication;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Authentication;

public class ChallengeTests
{
    readonly LoginScene _scene = new();

    [Fact]
    public void Register_without_credentials_gets_401()
    {
        var request = _scene.Register();

        Assert.Equal(401, request.Status);
        var challenge = Assert.Single(request.ResponseHeaders("WWW-Authenticate"));
        Assert.Equal("example.org", DigestClient.Parameter(challenge, "realm"));
        Assert.Equal("MD5", DigestClient.Parameter(challenge, "algorithm"));
        Assert.Equal("auth", DigestClient.Parameter(challenge, "qop"));
        Assert.DoesNotContain("stale", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public void Realm_of_a_configured_domain_is_the_domain_itself()
    {
        var request = _scene.Register(to: "sip:alice@example.net");

        Assert.Equal("example.net", DigestClient.Parameter(request.ResponseHeaders("WWW-Authenticate")[0], "realm"));
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("MESSAGE")]
    [InlineData("PUBLISH")]
    [InlineData("REFER")]
    [InlineData("UPDATE")]
    [InlineData("OPTIONS")]
    [InlineData("UNHEARDOF")]
    public void Initial_request_of_a_local_sender_gets_407(string method)
    {
        var request = _scene.Send(_scene.Text(method, "sip:bob@example.org", "sip:alice@example.org", "sip:bob@example.org"));

        Assert.Equal(407, request.Status);
        Assert.Single(request.ResponseHeaders("Proxy-Authenticate"));
        Assert.Empty(request.ResponseHeaders("WWW-Authenticate"));
    }

    [Fact]
    public void Unknown_user_is_challenged_like_a_known_one()
    {
        var known = _scene.Register();
        var unknown = _scene.Register(to: "sip:nobody@example.org");

        Assert.Equal(401, unknown.Status);
        Assert.Equal(
            DigestClient.Parameter(known.ResponseHeaders("WWW-Authenticate")[0], "algorithm"),
            DigestClient.Parameter(unknown.ResponseHeaders("WWW-Authenticate")[0], "algorithm"));
    }

    [Theory]
    [InlineData("ACK")]
    [InlineData("CANCEL")]
    public void Request_that_cannot_be_challenged_passes(string method)
    {
        var request = _scene.Send(_scene.Text(method, "sip:bob@example.org", "sip:alice@example.org", "sip:bob@example.org"));

        Assert.Equal(Verdict.Continue, request.Verdict);
        Assert.Null(request.AuthenticatedAs);
    }

    [Fact]
    public void Request_in_a_dialog_of_ours_passes()
    {
        var request = FakeRequest.Parse(_scene.Text("INVITE", "sip:bob@example.org", "sip:alice@example.org", "sip:bob@example.org"));
        request.Dialog = new DialogRoute(default, IsOfCaller: true, IsOfParties: true);

        Assert.Equal(Verdict.Continue, _scene.Send(request).Verdict);
    }

    [Fact]
    public void Request_in_a_dialog_of_ours_under_another_name_is_challenged()
    {
        var request = FakeRequest.Parse(_scene.Text("MESSAGE", "sip:bob@example.org", "sip:alice@example.org", "sip:bob@example.org"));
        request.Dialog = new DialogRoute(default, IsOfCaller: true, IsOfParties: false);

        Assert.Equal(407, _scene.Send(request).Status);
    }

    [Fact]
    public void Request_in_a_dialog_that_we_cannot_prove_is_challenged()
    {
        var text = _scene.Text("INFO", "sip:bob@example.org", "sip:alice@example.org", "sip:bob@example.org")
            .Replace("To: <sip:bob@example.org>", "To: <sip:bob@example.org>;tag=t1", StringComparison.Ordinal);

        Assert.Equal(407, _scene.Send(text).Status);
    }

    [Theory]
    [InlineData("sip:example.org")]
    [InlineData("sip:EXAMPLE.net")]
    [InlineData("sip:192.0.2.1:5060")]
    public void Options_to_the_server_passes(string uri) =>
        Assert.Equal(Verdict.Continue, _scene.Send(_scene.Text("OPTIONS", uri, "sip:anyone@elsewhere.example", uri)).Verdict);

    [Theory]
    [InlineData("MESSAGE", "sip:example.org")]
    [InlineData("OPTIONS", "sip:bob@example.org")]
    [InlineData("OPTIONS", "sip:elsewhere.example")]
    [InlineData("OPTIONS", "sip:192.0.2.1:5070")]
    public void Nothing_but_options_to_the_server_does(string method, string uri) =>
        Assert.Equal(403, _scene.Send(_scene.Text(method, uri, "sip:anyone@elsewhere.example", uri)).Status);

    [Fact]
    public void Every_offered_algorithm_has_a_challenge_and_a_nonce_of_its_own_best_first()
    {
        var scene = new LoginScene(new AuthenticationOptions { Algorithms = ["SHA-256", "MD5"] });

        var challenges = scene.Register().ResponseHeaders("WWW-Authenticate");

        Assert.Equal(["SHA-256", "MD5"], challenges.Select(c => DigestClient.Parameter(c, "algorithm")));
        Assert.Equal(2, challenges.Select(c => DigestClient.Parameter(c, "nonce")).Distinct().Count());
    }

    [Fact]
    public void Offer_is_set_per_domain()
    {
        var offers = new Dictionary<string, IReadOnlyList<string>> { ["Example.NET"] = ["SHA-256"] };
        var scene = new LoginScene(new AuthenticationOptions { DomainAlgorithms = offers });

        var net = scene.Register(to: "sip:carol@example.net").ResponseHeaders("WWW-Authenticate");

        Assert.Equal("SHA-256", DigestClient.Parameter(Assert.Single(net), "algorithm"));
        Assert.Equal("MD5", DigestClient.Parameter(scene.RegisterChallenge(), "algorithm"));
    }

    [Theory]
    [InlineData("SHA-512-256")]
    [InlineData("MD5-sess")]
    [InlineData("")]
    public void What_cannot_be_offered_stops_the_start(string algorithm)
    {
        Assert.Throws<ArgumentException>(() => new LoginScene(new AuthenticationOptions { Algorithms = [algorithm] }));
        Assert.Throws<ArgumentException>(() => new LoginScene(new AuthenticationOptions { Algorithms = [] }));
    }

    [Fact]
    public void Switched_off_it_lets_everything_pass_and_proves_nothing()
    {
        var scene = new LoginScene(new AuthenticationOptions { Enabled = false });

        var register = scene.Register(new DigestClient().Answer(_scene.RegisterChallenge(), "REGISTER"));
        var stranger = scene.Invite(from: "sip:mallory@elsewhere.example", uri: "sip:bob@elsewhere.example");

        Assert.Equal((Verdict.Continue, null), (register.Verdict, register.AuthenticatedAs));
        Assert.Contains("Authorization: Digest", register.SentOn(), StringComparison.Ordinal);
        Assert.Equal((Verdict.Continue, null), (stranger.Verdict, stranger.AuthenticatedAs));
    }
}
