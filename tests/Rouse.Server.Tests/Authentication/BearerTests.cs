using Rouse.Server.Authentication;
using Rouse.Server.Authentication.Bearer;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Authentication;

/// <summary>Access tokens (RFC 8898).</summary>
public sealed class BearerTests
{
    static readonly FakeFlow Tls = new(transport: SipTransport.Tls);

    readonly LoginScene _scene = Scene(AuthenticationMethod.Bearer, AuthenticationMethod.Digest);

    string Token => _scene.Tokens.Token(_scene.Time.GetUtcNow());

    [Fact]
    public void Challenge_tells_where_tokens_are_had()
    {
        var scene = new LoginScene(new AuthenticationOptions
        {
            Methods = [AuthenticationMethod.Bearer],
            Bearer = TokenServer.Options with { Scope = "sip calls" },
        })
        {
            Flow = Tls,
        };

        var register = scene.Register();

        Assert.Equal(401, register.Status);
        Assert.Equal(
            ["Bearer realm=\"example.org\", authz_server=\"https://login.example.org\", scope=\"sip calls\""],
            register.ResponseHeaders("WWW-Authenticate"));
        Assert.Equal(407, scene.Invite().Status);
        Assert.StartsWith("Bearer ", Assert.Single(scene.Invite().ResponseHeaders("Proxy-Authenticate")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AuthenticationMethod.Bearer, AuthenticationMethod.Digest, "Bearer Digest")]
    [InlineData(AuthenticationMethod.Digest, AuthenticationMethod.Bearer, "Digest Bearer")]
    public void Passwords_and_tokens_are_offered_together_best_first(
        AuthenticationMethod best, AuthenticationMethod other, string expected) =>
        Assert.Equal(expected, Schemes(Scene(best, other).Register()));

    [Fact]
    public void Good_token_registers_and_is_not_sent_on()
    {
        var register = _scene.Register($"Bearer {Token}");

        Assert.Equal(Verdict.Continue, register.Verdict);
        Assert.Equal("alice@example.org", $"{register.AuthenticatedAs}");
        Assert.DoesNotContain("Bearer", register.SentOn(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    public void Token_of_a_call_may_stand_in_either_header(string header)
    {
        var invite = _scene.Invite(headers: $"{header}: Bearer {Token}\r\n");

        Assert.Equal(Verdict.Continue, invite.Verdict);
        Assert.Equal("alice@example.org", $"{invite.AuthenticatedAs}");
        Assert.DoesNotContain("Bearer", invite.SentOn(), StringComparison.Ordinal);
    }

    [Fact]
    public void Token_of_another_user_is_refused()
    {
        Assert.Equal(403, _scene.Register($"Bearer {Token}", to: "sip:bob@example.org").Status);
        Assert.Contains(_scene.Log.Lines, line => line.Contains("login failed for bob@example.org", StringComparison.Ordinal));
    }

    [Fact]
    public void Anonymous_caller_is_proved_by_its_token() =>
        Assert.Equal("alice@example.org", $"{_scene.Invite($"Bearer {Token}", from: "sip:anonymous@anonymous.invalid").AuthenticatedAs}");

    [Fact]
    public void Token_that_is_over_is_challenged_again_and_is_no_failed_login()
    {
        var token = Token;
        _scene.Time.Advance(TimeSpan.FromHours(2));

        var register = _scene.Register($"Bearer {token}");

        Assert.Equal(401, register.Status);
        Assert.EndsWith("error=\"invalid_token\"", register.ResponseHeaders("WWW-Authenticate")[0], StringComparison.Ordinal);
        Assert.Empty(_scene.Log.Lines);
    }

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("bearer  a.b.c")]
    public void Forged_token_is_challenged_again_and_logged(string authorization)
    {
        var register = _scene.Register(authorization);

        Assert.Equal(401, register.Status);
        Assert.Equal("Bearer Digest", Schemes(register));
        Assert.Contains(_scene.Log.Lines, line => line.Contains("token refused", StringComparison.Ordinal));
        Assert.DoesNotContain(_scene.Log.Lines, line => line.Contains("a.b.c", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer a b")]
    [InlineData("Bearer \"abc\"")]
    public void What_is_no_token_is_400(string authorization) => Assert.Equal(400, _scene.Register(authorization).Status);

    [Fact]
    public void Token_with_too_narrow_a_scope_is_told_so()
    {
        var scene = new LoginScene(new AuthenticationOptions
        {
            Methods = [AuthenticationMethod.Bearer],
            Bearer = TokenServer.Options with { Scope = "admin" },
        })
        {
            Flow = Tls,
        };

        var register = scene.Register($"Bearer {scene.Tokens.Token(scene.Time.GetUtcNow())}");

        Assert.EndsWith("error=\"invalid_scope\"", register.ResponseHeaders("WWW-Authenticate")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void In_the_open_a_token_proves_nothing_and_is_not_asked_for()
    {
        _scene.Flow = new FakeFlow();

        var register = _scene.Register($"Bearer {Token}");

        Assert.Equal(401, register.Status);
        Assert.Equal("Digest", Schemes(register));
    }

    [Fact]
    public void Where_only_tokens_count_nobody_is_asked_in_the_open()
    {
        var scene = Scene(AuthenticationMethod.Bearer);
        scene.Flow = new FakeFlow();

        Assert.Equal(403, scene.Register().Status);
    }

    [Fact]
    public void Operator_may_accept_tokens_in_the_open()
    {
        var scene = new LoginScene(new AuthenticationOptions
        {
            Methods = [AuthenticationMethod.Bearer],
            Bearer = TokenServer.Options with { AcceptsPlain = true },
        });

        Assert.Equal(Verdict.Continue, scene.Register($"Bearer {scene.Tokens.Token(scene.Time.GetUtcNow())}").Verdict);
    }

    [Fact]
    public void Domain_has_methods_and_a_server_of_its_own()
    {
        var scene = new LoginScene(new AuthenticationOptions
        {
            DomainMethods = new Dictionary<string, IReadOnlyList<AuthenticationMethod>> { ["example.net"] = [AuthenticationMethod.Bearer] },
            DomainBearer = new Dictionary<string, BearerOptions>
            {
                ["example.net"] = TokenServer.Options with
                {
                    AuthorizationServer = "https://login.example.net",
                    Issuer = TokenServer.Issuer,
                },
            },
        })
        {
            Flow = Tls,
        };
        var token = scene.Tokens.Token(scene.Time.GetUtcNow(), claims => claims["sip_uri"] = "sip:alice@example.net");

        Assert.Equal("Digest", Schemes(scene.Register()));
        Assert.Contains(
            "https://login.example.net", scene.Register(to: "sip:alice@example.net").ResponseHeaders("WWW-Authenticate")[0],
            StringComparison.Ordinal);
        Assert.Equal(Verdict.Continue, scene.Register($"Bearer {token}", to: "sip:alice@example.net").Verdict);
        Assert.Equal(401, scene.Register($"Bearer {token}").Status);
    }

    [Fact]
    public void Password_of_a_domain_that_takes_tokens_only_proves_nothing()
    {
        var scene = Scene(AuthenticationMethod.Bearer);
        var answer = new DigestClient().Answer(_scene.Register().ResponseHeaders("WWW-Authenticate")[1], "REGISTER");

        Assert.Equal(401, scene.Register(answer).Status);
        Assert.Equal(Verdict.Continue, _scene.Register(answer).Verdict);
    }

    [Fact]
    public async Task Request_waits_for_the_keys_beside_the_packets()
    {
        _scene.Tokens.Held = new TaskCompletionSource();
        var register = _scene.Register($"Bearer {Token}");
        Assert.Equal(Verdict.Suspended, register.Verdict);

        _scene.Tokens.Held.SetResult();
        while (register.GoOn().Verdict == Verdict.Suspended)
            await Task.Yield();

        Assert.Equal(Verdict.Continue, register.Verdict);
    }

    [Fact]
    public void Without_keys_it_is_500_and_soon_again()
    {
        _scene.Tokens.IsDown = true;

        var register = _scene.Register($"Bearer {Token}");

        Assert.Equal(500, register.Status);
        Assert.Equal(["5"], register.ResponseHeaders("Retry-After"));
    }

    static LoginScene Scene(params AuthenticationMethod[] methods) =>
        new(new AuthenticationOptions { Methods = methods, Bearer = TokenServer.Options }) { Flow = Tls };

    static string Schemes(FakeRequest request) =>
        string.Join(' ', request.ResponseHeaders("WWW-Authenticate").Select(value => value.Split(' ')[0]));
}
