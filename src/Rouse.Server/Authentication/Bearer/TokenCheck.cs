using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Rouse.Server.Authentication.Bearer;

enum TokenState : byte
{
    Good,

    /// <summary>Forged, for others, or no JWT: <c>invalid_token</c> (RFC 6750 §3.1).</summary>
    Invalid,

    /// <summary>It was good, or will be: <c>invalid_token</c>, too, but nobody did anything wrong.</summary>
    NotInTime,

    /// <summary>Good, but it may not do this: <c>invalid_scope</c> (RFC 8898 §4).</summary>
    TooNarrow,

    /// <summary>Nobody can say: the keys cannot be had.</summary>
    Unavailable,
}

/// <summary>What a token is worth.</summary>
/// <param name="State">Whether it is good.</param>
/// <param name="Identity">The user's SIP URI in a good one.</param>
/// <param name="Why">What is wrong, for log and timeline; never the token.</param>
readonly record struct TokenResult(TokenState State, string Identity, string Why);

/// <summary>
/// Checks access tokens (RFC 7519 §7.2, RFC 9068 §4): signature by a key of the server, issuer, audience, time, scope, identity. The
/// library does the cryptography; an algorithm without a signature, or one with a shared secret, is never accepted (RFC 8725 §3.1).
/// </summary>
/// <param name="options">What is expected.</param>
/// <param name="keys">Of the authorization server.</param>
/// <param name="time">Wall clock of expiry.</param>
sealed class TokenCheck(BearerOptions options, KeySet keys, TimeProvider time)
{
    /// <summary>How far the clocks of two servers may be apart; RFC 7519 §4.1.4 speaks of a few minutes at most. Own decision.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>A longer one does not fit into a header that phones send.</summary>
    const int LongestToken = 16_384;

    readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LongestToken };

    /// <summary>Ends at once while the keys are here.</summary>
    public async Task<TokenResult> CheckAsync(string token)
    {
        if (!TryRead(token, out var read))
            return Invalid("no JWT");
        // RFC 7515 §4.1.11: what must be understood and is not; we understand none.
        if (read.TryGetHeaderValue<object>("crit", out _))
            return Invalid("with an extension that must be understood");
        if (options.Type is { } type && !IsOfType(read.Typ, type))
            return Invalid("of another type");
        if (await keys.GetAsync(read.Kid is { Length: > 0 } kid ? kid : null) is not { } signers)
            return new TokenResult(TokenState.Unavailable, "", "the keys of the authorization server cannot be had");
        var checkedToken = await _handler.ValidateTokenAsync(read, Expectations(signers));
        if (checkedToken.Exception is SecurityTokenInvalidLifetimeException)
            return new TokenResult(TokenState.NotInTime, "", "not in its time");
        return checkedToken.IsValid ? CheckClaims(read) : Invalid(Reason(checkedToken.Exception));
    }

    bool TryRead(string token, out JsonWebToken read)
    {
        read = null!;
        if (!_handler.CanReadToken(token))
            return false;
        try
        {
            read = _handler.ReadJsonWebToken(token);
            return true;
        }
        catch (Exception broken) when (broken is ArgumentException or SecurityTokenException)
        {
            return false;
        }
    }

    TokenValidationParameters Expectations(IReadOnlyList<SecurityKey> signers) => new()
    {
        IssuerSigningKeys = signers,
        ValidAlgorithms = TokenSignature.Algorithms,
        ValidIssuer = options.ExpectedIssuer,
        ValidAudience = options.Audience,
        // RFC 8725 §3.10: only keys that we have fetched, none that the token names.
        TryAllIssuerSigningKeys = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires),
    };

    // RFC 7515 §4.1.9: "application/" may be left out.
    static bool IsOfType(string? named, string type) =>
        Short(named ?? "").Equals(Short(type), StringComparison.OrdinalIgnoreCase);

    static ReadOnlySpan<char> Short(string type) =>
        type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) ? type.AsSpan("application/".Length) : type;

    bool IsInTime(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + ClockSkew && !(notBefore > now + ClockSkew);
    }

    TokenResult CheckClaims(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<string>(options.IdentityClaim, out var identity) || string.IsNullOrEmpty(identity))
            return Invalid($"no claim {options.IdentityClaim}");
        if (options.Scope is not { } scope)
            return new TokenResult(TokenState.Good, identity, "");
        var granted = ScopeOf(token);
        return scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => granted.Contains(word))
            ? new TokenResult(TokenState.Good, identity, "")
            : new TokenResult(TokenState.TooNarrow, "", "its scope is too narrow");
    }

    // RFC 8693 §4.2.
    static string[] ScopeOf(JsonWebToken token) =>
        token.TryGetPayloadValue<string>("scope", out var scope) && scope != null
            ? scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [];

    static string Reason(Exception? failure) => failure switch
    {
        SecurityTokenInvalidIssuerException => "of another issuer",
        SecurityTokenInvalidAudienceException => "for another audience",
        SecurityTokenInvalidAlgorithmException => "of an algorithm that is not accepted",
        SecurityTokenSignatureKeyNotFoundException => "signed by an unknown key",
        _ => "not signed by the authorization server",
    };

    static TokenResult Invalid(string why) => new(TokenState.Invalid, "", why);
}
