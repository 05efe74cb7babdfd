using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Rouse.Sandbox.Apns;

/// <summary>What a device got when its app registered for pushes.</summary>
internal sealed record ApnsToken(ApnsApp App, string BundleId, ApnsEnvironment Environment, ApnsTokenKind Kind)
{
    /// <summary>The answer to every push since the token died.</summary>
    public ApnsRefusal? Death { get; init; }
}

/// <summary>The device tokens that were given out.</summary>
/// <param name="acceptsAny">As <see cref="SandboxSettings.AcceptsAnyToken"/>.</param>
internal sealed class ApnsTokens(bool acceptsAny, TimeProvider time)
{
    // As long as today's tokens are; Apple promises no length.
    private const int HexDigits = 64;

    private readonly ConcurrentDictionary<string, ApnsToken> _tokens = new(StringComparer.Ordinal);

    public string Issue(ApnsToken token)
    {
        var text = RandomNumberGenerator.GetHexString(HexDigits, lowercase: true);
        _tokens[text] = token;
        return text;
    }

    public bool Kill(string token, string reason, DateTimeOffset at)
    {
        if (!_tokens.TryGetValue(token, out var known))
            return false;
        _tokens[token] = known with { Death = new(410, reason, at) };
        return true;
    }

    public ApnsRefusal? Check(string token, ApnsRequest request, ApnsEnvironment environment)
    {
        if (token.Length == 0)
            return ApnsRefusal.BadRequest("MissingDeviceToken");
        if (!_tokens.TryGetValue(token.ToLowerInvariant(), out var known))
            return acceptsAny ? CheckAny(token) : ApnsRefusal.BadRequest("BadDeviceToken");
        if (known.Environment != environment)
            return ApnsRefusal.BadRequest("BadDeviceToken");
        if (known.BundleId != request.BundleId || known.Kind != request.Type.Kind)
            return ApnsRefusal.BadRequest("DeviceTokenNotForTopic");
        return known.Death;
    }

    private ApnsRefusal? CheckAny(string token) => TestTokens.Of(token) switch
    {
        _ when token.Length % 2 != 0 || !token.All(char.IsAsciiHexDigit) => ApnsRefusal.BadRequest("BadDeviceToken"),
        TestToken.Dead => new(410, "Unregistered", time.GetUtcNow()),
        TestToken.Bad => ApnsRefusal.BadRequest("BadDeviceToken"),
        TestToken.Unavailable => new(503, "ServiceUnavailable"),
        _ => null,
    };
}
