using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Rouse.Server.Authentication.Bearer;

namespace Rouse.Server.Tests.Authentication;

public sealed class TokenCheckTests
{
    readonly TokenServer _server = new();
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    readonly RecordedLog _log = new();

    DateTimeOffset Now => _time.GetUtcNow();

    [Fact]
    public async Task Good_token_names_its_user() =>
        Assert.Equal(new TokenResult(TokenState.Good, "sip:alice@example.org", ""), await Check(_server.Token(Now)));

    [Theory]
    [InlineData("iss", "https://login.example.net", "of another issuer")]
    [InlineData("aud", "mail.example.org", "for another audience")]
    [InlineData("iss", null, "of another issuer")]
    [InlineData("aud", null, "for another audience")]
    [InlineData("sip_uri", null, "no claim sip_uri")]
    [InlineData("sip_uri", "", "no claim sip_uri")]
    public async Task Token_for_others_is_invalid(string claim, string? value, string why) =>
        Assert.Equal(new TokenResult(TokenState.Invalid, "", why), await Check(_server.Token(Now, claims => Set(claims, claim, value))));

    [Fact]
    public async Task Audience_may_be_one_of_several()
    {
        var token = _server.Token(Now, claims => claims["aud"] = new JsonArray("mail.example.org", TokenServer.Audience));

        Assert.Equal(TokenState.Good, (await Check(token)).State);
    }

    [Theory]
    [InlineData(59, nameof(TokenState.Good))]
    [InlineData(60, nameof(TokenState.NotInTime))]
    public async Task Token_serves_to_its_end_and_what_clocks_may_differ(int secondsAfter, string expected)
    {
        var token = _server.Token(Now);
        _time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(secondsAfter));

        Assert.Equal(expected, $"{(await Check(token)).State}");
    }

    [Theory]
    [InlineData(60, nameof(TokenState.Good))]
    [InlineData(61, nameof(TokenState.NotInTime))]
    public async Task Token_of_the_future_does_not_serve_yet(int secondsAhead, string expected)
    {
        var token = _server.Token(Now, claims => claims["nbf"] = Now.AddSeconds(secondsAhead).ToUnixTimeSeconds());

        Assert.Equal(expected, $"{(await Check(token)).State}");
    }

    [Fact]
    public async Task Token_without_an_end_never_serves() =>
        Assert.Equal(TokenState.NotInTime, (await Check(_server.Token(Now, claims => claims.Remove("exp")))).State);

    [Theory]
    [InlineData("sip", nameof(TokenState.Good))]
    [InlineData("sip openid", nameof(TokenState.Good))]
    [InlineData("sip calls", nameof(TokenState.TooNarrow))]
    [InlineData("SIP", nameof(TokenState.TooNarrow))]
    [InlineData("si", nameof(TokenState.TooNarrow))]
    public async Task Every_word_of_the_scope_is_asked_for(string scope, string expected) =>
        Assert.Equal(expected, $"{(await Check(_server.Token(Now), TokenServer.Options with { Scope = scope })).State}");

    [Fact]
    public async Task Token_of_another_server_is_invalid()
    {
        var other = new TokenServer();

        Assert.Equal(TokenState.Invalid, (await Check(other.Token(Now))).State);
    }

    [Fact]
    public async Task Token_without_a_signature_is_invalid()
    {
        var token = $"{TokenServer.Encode(new JsonObject { ["alg"] = "none" })}.{TokenServer.Encode(TokenServer.Claims(Now))}.";

        Assert.Equal(TokenState.Invalid, (await Check(token)).State);
    }

    // RFC 8725 §2.1: the public key must not serve as a shared secret.
    [Fact]
    public async Task Token_whose_shared_secret_is_the_public_key_is_invalid()
    {
        var header = new JsonObject { ["alg"] = "HS256", ["kid"] = "key-1" };
        var text = $"{TokenServer.Encode(header)}.{TokenServer.Encode(TokenServer.Claims(Now))}";
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_server.Keys), Encoding.ASCII.GetBytes(text));

        Assert.Equal(TokenState.Invalid, (await Check($"{text}.{Base64Url.EncodeToString(mac)}")).State);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("e30.e30.e30")]
    [InlineData("e30.e30.e30.e30.e30")]
    [InlineData("====")]
    public async Task What_is_no_token_is_invalid(string text) => Assert.Equal(TokenState.Invalid, (await Check(text)).State);

    [Fact]
    public async Task Changed_token_is_invalid_wherever_it_was_changed()
    {
        var token = _server.Token(Now);
        for (var i = 0; i < token.Length; i += 7)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.NotEqual(TokenState.Good, (await Check(changed)).State);
        }
    }

    // RFC 7515 §4.1.11.
    [Theory]
    [InlineData("""["b64"]""")]
    [InlineData("""["exp"]""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Token_with_an_extension_that_must_be_understood_is_invalid(string critical)
    {
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = "key-1", ["b64"] = true };
        Assert.Equal(TokenState.Good, (await Check(_server.Sign(header, TokenServer.Claims(Now)))).State);

        header["crit"] = JsonNode.Parse(critical);

        Assert.Equal(TokenState.Invalid, (await Check(_server.Sign(header, TokenServer.Claims(Now)))).State);
    }

    [Theory]
    [InlineData(null, "JWT", true)]
    [InlineData(null, null, true)]
    [InlineData("at+jwt", "at+jwt", true)]
    [InlineData("at+jwt", "application/AT+JWT", true)]
    [InlineData("application/at+jwt", "at+jwt", true)]
    [InlineData("at+jwt", "JWT", false)]
    [InlineData("at+jwt", "", false)]
    [InlineData("at+jwt", null, false)]
    public async Task Type_is_any_or_what_the_operator_wants(string? wanted, string? type, bool isGood)
    {
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = "key-1" };
        Set(header, "typ", type);

        var result = await Check(_server.Sign(header, TokenServer.Claims(Now)), TokenServer.Options with { Type = wanted });

        Assert.Equal((isGood ? TokenState.Good : TokenState.Invalid, isGood ? "" : "of another type"), (result.State, result.Why));
    }

    [Fact]
    public async Task Without_keys_nobody_can_say()
    {
        _server.IsDown = true;

        Assert.Equal(TokenState.Unavailable, (await Check(_server.Token(Now))).State);
    }

    Task<TokenResult> Check(string token, BearerOptions? options = null)
    {
        options ??= TokenServer.Options;
        var keys = new KeySet(cancellation => ((IKeySource)_server).ReadAsync(options, cancellation), options, _time, _log);
        return new TokenCheck(options, keys, _time).CheckAsync(token);
    }

    static void Set(JsonObject claims, string name, string? value)
    {
        claims.Remove(name);
        if (value != null)
            claims[name] = value;
    }
}
