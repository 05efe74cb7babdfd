using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Rouse.Sandbox.Fcm;

/// <summary>The registration tokens that were given out.</summary>
/// <param name="acceptsAny">As <see cref="SandboxSettings.AcceptsAnyToken"/>.</param>
internal sealed class FcmTokens(bool acceptsAny)
{
    // Longer than any that Google gives out; it promises no form.
    private const int MaxLength = 4096;

    private static readonly GoogleError Invalid =
        GoogleError.Invalid("message.token", "The registration token is not a valid FCM registration token");

    private static readonly GoogleError Unregistered = new(404, "Requested entity was not found.", "UNREGISTERED");

    private readonly ConcurrentDictionary<string, (FcmApp App, bool Dead)> _tokens = new(StringComparer.Ordinal);

    /// <summary>In the form of real ones: installation id, colon, 140 characters.</summary>
    public string Issue(FcmApp app)
    {
        var token = $"{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))}:APA91b{RandomNumberGenerator.GetHexString(134)}";
        _tokens[token] = (app, false);
        return token;
    }

    public bool Kill(string token)
    {
        if (!_tokens.TryGetValue(token, out var known))
            return false;
        _tokens[token] = known with { Dead = true };
        return true;
    }

    public GoogleError? Check(string token, FcmApp app)
    {
        if (!_tokens.TryGetValue(token, out var known))
            return acceptsAny ? CheckAny(token) : Invalid;
        if (known.App != app)
            return new(403, "SenderId mismatch", "SENDER_ID_MISMATCH");
        return known.Dead ? Unregistered : null;
    }

    private static GoogleError? CheckAny(string token) => TestTokens.Of(token) switch
    {
        _ when token.Length > MaxLength || token.AsSpan().ContainsAnyExceptInRange('!', '~') => Invalid,
        TestToken.Dead => Unregistered,
        TestToken.Bad => Invalid,
        TestToken.Unavailable => new(503, "The service is currently unavailable.", "UNAVAILABLE"),
        _ => null,
    };
}
