using System.Security.Cryptography;

namespace Rouse.Push.Apns;

/// <summary>
/// The provider tokens of all keys in use. Providers that share a key share its token: Apple refuses a key whose tokens change more often
/// than every 20 minutes.
/// </summary>
public sealed class ApnsTokens(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string TeamId, string KeyId, string PublicKey), ProviderToken> _tokens = [];

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var token in _tokens.Values)
                token.Dispose();
            _tokens.Clear();
        }
    }

    /// <summary>The token of a key, which is from now on ours.</summary>
    internal ProviderToken Of(string teamId, string keyId, ECDsa key)
    {
        // A file may be replaced under the same id.
        var name = (teamId, keyId, Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
        lock (_lock)
        {
            if (!_tokens.TryGetValue(name, out var token))
                _tokens[name] = token = new ProviderToken(teamId, keyId, key, time);
            else
                key.Dispose();
            return token;
        }
    }
}
