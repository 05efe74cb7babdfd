using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Rouse.Sandbox.Fcm;

/// <summary>The access tokens that the token endpoint gave out.</summary>
internal sealed class AccessTokens(TimeProvider time)
{
    /// <summary>What Google says as <c>expires_in</c>.</summary>
    public const int LifeSeconds = 3599;

    private readonly ConcurrentDictionary<string, (FcmApp App, DateTimeOffset Expires)> _tokens = new(StringComparer.Ordinal);

    public string Issue(FcmApp app)
    {
        var now = time.GetUtcNow();
        foreach (var (old, (_, expires)) in _tokens)
        {
            if (expires <= now)
                _tokens.TryRemove(old, out _);
        }

        var token = "ya29.sandbox-" + RandomNumberGenerator.GetHexString(64, lowercase: true);
        _tokens[token] = (app, now.AddSeconds(LifeSeconds));
        return token;
    }

    public FcmApp? Find(string token) =>
        _tokens.TryGetValue(token, out var entry) && time.GetUtcNow() < entry.Expires ? entry.App : null;

    public void Revoke() => _tokens.Clear();
}
