using System.Security.Cryptography;
using Rouse.Sandbox.Json;

namespace Rouse.Sandbox.Fcm;

/// <summary>A refusal of the token endpoint (RFC 6749 §5.2).</summary>
internal sealed record OAuthError(string Error, string Description)
{
    public static OAuthError InvalidGrant(string description) => new("invalid_grant", description);
}

/// <summary>The JWT by which a service account asks for an access token (RFC 7523 §3, with Google's rules).</summary>
internal static class Assertion
{
    private const long MaxLifeSeconds = 3600;
    private const string OutOfTime = "Invalid JWT: exp must be later than now and at most 60 minutes after iat, iat not later than now";

    // Either lets a service account send messages.
    private static readonly string[] Scopes =
    [
        "https://www.googleapis.com/auth/firebase.messaging", "https://www.googleapis.com/auth/cloud-platform",
    ];

    public static OAuthError? Check(string? text, FcmProjects projects, DateTimeOffset now, out FcmApp? app)
    {
        app = null;
        if (string.IsNullOrEmpty(text))
            return new("invalid_request", "Missing parameter: assertion");
        if (Jwt.TryRead(text) is not { } token)
            return OAuthError.InvalidGrant("Invalid JWT: not a signed token in compact form");
        if (token.Algorithm != "RS256")
            return OAuthError.InvalidGrant("Invalid JWT: alg must be RS256");
        app = projects.ByAccount(token.Issuer);
        if (app is null)
            return OAuthError.InvalidGrant("Invalid grant: account not found");
        if (token.KeyId is { } keyId && keyId != app.KeyId)
            return OAuthError.InvalidGrant("Invalid JWT: no such key of this account");
        if (!app.Key.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return OAuthError.InvalidGrant("Invalid JWT Signature.");
        return CheckClaims(token, app, now.ToUnixTimeSeconds());
    }

    private static OAuthError? CheckClaims(Jwt token, FcmApp app, long now)
    {
        if (JsonText.Text(token.Claims, "aud") != app.TokenUri)
            return OAuthError.InvalidGrant($"Invalid JWT: aud must be {app.TokenUri}");
        if (token.IssuedAt is not { } issued || token.ExpiresAt is not { } expires
            || issued > now || expires <= now || expires <= issued || issued < expires - MaxLifeSeconds)
            return OAuthError.InvalidGrant(OutOfTime);
        // A list, separated by spaces (RFC 6749 §3.3).
        var scopes = JsonText.Text(token.Claims, "scope")?.Split(' ') ?? [];
        return scopes.Length > 0 && scopes.All(Scopes.Contains) ? null : new("invalid_scope", "Invalid OAuth scope");
    }
}
