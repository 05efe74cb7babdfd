using Rouse.Server.Authentication;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Authentication;

/// <summary>Nonces and their counts as a phone meets them.</summary>
public class NonceUseTests
{
    static readonly TimeSpan Tick = new(1);

    readonly LoginScene _scene = new();
    readonly DigestClient _alice = new();

    [Fact]
    public void Cached_nonce_registers_again_with_a_higher_count()
    {
        var challenge = _scene.RegisterChallenge();

        for (var count = 1u; count < 20; count++)
            Assert.Equal(Verdict.Continue, _scene.Register((_alice with { Count = count }).Answer(challenge, "REGISTER")).Verdict);
    }

    [Fact]
    public void Retransmitted_register_passes_and_the_same_answer_in_another_request_does_not()
    {
        var answer = _alice.Answer(_scene.RegisterChallenge(), "REGISTER");

        Assert.Equal(Verdict.Continue, _scene.Register(answer, callId: "c1").Verdict);
        Assert.Equal(Verdict.Continue, _scene.Register(answer, callId: "c1").Verdict);
        AssertStale(_scene.Register(answer, callId: "c2"));
    }

    [Fact]
    public void Same_count_with_another_response_gets_a_fresh_nonce()
    {
        var challenge = _scene.RegisterChallenge();
        _scene.Register(_alice.Answer(challenge, "REGISTER"), callId: "c1");

        var again = _scene.Register((_alice with { ClientNonce = "other" }).Answer(challenge, "REGISTER"), callId: "c1");

        AssertStale(again);
        Assert.NotEqual(
            DigestClient.Parameter(challenge, "nonce"), DigestClient.Parameter(again.ResponseHeaders("WWW-Authenticate")[0], "nonce"));
    }

    [Fact]
    public void Wrong_password_does_not_use_up_a_count()
    {
        var challenge = _scene.RegisterChallenge();
        _scene.Register((_alice with { Password = "guess", Count = 9 }).Answer(challenge, "REGISTER"));

        Assert.Equal(Verdict.Continue, _scene.Register(_alice.Answer(challenge, "REGISTER")).Verdict);
    }

    [Theory]
    [InlineData("auth")]
    [InlineData(null)]
    public void Nonce_serves_an_hour_and_is_stale_one_tick_later(string? qop)
    {
        var challenge = _scene.RegisterChallenge();
        var client = _alice with { Qop = qop };

        _scene.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Verdict.Continue, _scene.Register(client.Answer(challenge, "REGISTER")).Verdict);

        _scene.Time.Advance(Tick);
        AssertStale(_scene.Register((client with { Count = 2 }).Answer(challenge, "REGISTER")));
    }

    [Fact]
    public void Life_of_a_nonce_is_an_option()
    {
        var scene = new LoginScene(new AuthenticationOptions { NonceExpires = TimeSpan.FromMinutes(1) });
        var challenge = scene.RegisterChallenge();

        scene.Time.Advance(TimeSpan.FromMinutes(1) + Tick);

        AssertStale(scene.Register(_alice.Answer(challenge, "REGISTER")));
    }

    [Fact]
    public void Stale_challenge_answered_anew_registers()
    {
        var old = _scene.RegisterChallenge();
        _scene.Time.Advance(TimeSpan.FromHours(2));
        var fresh = _scene.Register(_alice.Answer(old, "REGISTER")).ResponseHeaders("WWW-Authenticate")[0];

        Assert.Equal(Verdict.Continue, _scene.Register(_alice.Answer(fresh, "REGISTER")).Verdict);
    }

    [Fact]
    public void After_a_restart_a_nonce_with_qop_is_stale_and_one_without_is_not()
    {
        var challenge = _scene.RegisterChallenge();
        _scene.Register(_alice.Answer(challenge, "REGISTER"));

        _scene.Restarts();

        AssertStale(_scene.Register((_alice with { Count = 2 }).Answer(challenge, "REGISTER")));
        Assert.Equal(Verdict.Continue, _scene.Register((_alice with { Qop = null }).Answer(challenge, "REGISTER")).Verdict);
    }

    [Fact]
    public void Answer_without_qop_serves_again_and_again()
    {
        var answer = (_alice with { Qop = null }).Answer(_scene.RegisterChallenge(), "REGISTER");

        for (var i = 0; i < 3; i++)
            Assert.Equal(Verdict.Continue, _scene.Register(answer).Verdict);
    }

    [Fact]
    public void Forged_nonce_is_stale_without_any_work()
    {
        var challenge = _scene.RegisterChallenge().Replace("nonce=\"", "nonce=\"x", StringComparison.Ordinal);

        AssertStale(_scene.Register(_alice.Answer(challenge, "REGISTER")));
        Assert.Empty(_scene.Digest.Work);
    }

    [Fact]
    public void Empty_nonce_is_no_answer_and_gets_a_first_challenge()
    {
        var request = _scene.Register("Digest username=\"alice\", realm=\"rouse\", nonce=\"\", uri=\"sip:example.org\", response=\"\"");

        Assert.Equal(401, request.Status);
        Assert.DoesNotContain("stale", request.Response, StringComparison.Ordinal);
    }

    [Fact]
    public void Stale_invite_gets_407()
    {
        var challenge = _scene.InviteChallenge();
        _scene.Time.Advance(TimeSpan.FromHours(1) + Tick);

        var request = _scene.Invite(_alice.Answer(challenge, "INVITE"));

        Assert.Equal(407, request.Status);
        Assert.Equal("true", DigestClient.Parameter(request.ResponseHeaders("Proxy-Authenticate")[0], "stale"));
    }

    static void AssertStale(FakeRequest request)
    {
        Assert.Equal(401, request.Status);
        Assert.Equal("true", DigestClient.Parameter(request.ResponseHeaders("WWW-Authenticate")[0], "stale"));
    }
}
