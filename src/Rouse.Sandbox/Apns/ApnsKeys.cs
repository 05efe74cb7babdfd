using System.Collections.Concurrent;
using System.Security.Cryptography;
using Rouse.Sandbox.Json;

namespace Rouse.Sandbox.Apns;

/// <summary>Who may push: the ways to prove it.</summary>
internal sealed record ApnsSenders(ApnsKeys Keys, ApnsCertificates Certificates);

/// <summary>The signing keys that Apple knows.</summary>
internal sealed class ApnsKeys
{
    private readonly ConcurrentDictionary<string, ApnsApp> _apps = new(StringComparer.Ordinal);

    public void Add(ApnsApp app)
    {
        if (!_apps.TryAdd(app.Settings.KeyId, app))
            throw new ArgumentException($"key id {app.Settings.KeyId} is registered already");
    }

    /// <summary>The app whose key signed this provider token, or null: its form, key id, issuer or signature is wrong.</summary>
    public ApnsApp? Verify(string text, out long issuedAt)
    {
        issuedAt = 0;
        if (Jwt.TryRead(text) is not { Algorithm: "ES256", KeyId: { } keyId, IssuedAt: { } seconds } token)
            return null;
        if (!_apps.TryGetValue(keyId, out var app) || token.Issuer != app.Settings.TeamId)
            return null;
        issuedAt = seconds;
        return app.Key.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256) ? app : null;
    }
}
