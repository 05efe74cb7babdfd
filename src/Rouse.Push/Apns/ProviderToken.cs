using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rouse.Push.Delivery;

namespace Rouse.Push.Apns;

/// <summary>
/// The JSON Web Token that one key signs for itself ("Establishing a token-based connection to APNs"): ES256, no older than an hour, no
/// younger than 20 minutes when it is replaced.
/// </summary>
internal sealed class ProviderToken(string teamId, string keyId, ECDsa key, TimeProvider time) : IDisposable
{
    /// <summary>10 minutes before Apple's end: for a request that waits, and for a clock that is wrong.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(50);

    /// <summary>Apple's least time between two tokens.</summary>
    public static readonly TimeSpan LeastLifetime = TimeSpan.FromMinutes(20);

    private const string Scheme = "bearer ";

    private readonly Lock _lock = new();
    private string? _token;
    private long _made;
    private DateTimeOffset _issuedAt;
    private long? _replaced;

    /// <summary>The header <c>authorization</c> of the next request.</summary>
    public string Current()
    {
        lock (_lock)
            return _token is not null && IsFresh() ? _token : Make();
    }

    /// <summary>Replaces a token that Apple calls expired; false if that was done lately, so that another would not help either.</summary>
    public bool TryReplace(string expired)
    {
        lock (_lock)
        {
            if (_token != expired)
                return true;
            if (_replaced is { } last && time.GetElapsedTime(last) < LeastLifetime)
                return false;
            _replaced = time.GetTimestamp();
            Make();
            return true;
        }
    }

    public void Dispose() => key.Dispose();

    // The wall clock may have been set since: a token from the future is as bad as an old one.
    private bool IsFresh()
    {
        var age = time.GetUtcNow() - _issuedAt;
        return age >= TimeSpan.Zero && age < Lifetime && time.GetElapsedTime(_made) < Lifetime;
    }

    private string Make()
    {
        _made = time.GetTimestamp();
        _issuedAt = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var header = JsonSerializer.SerializeToUtf8Bytes(new("ES256", keyId), ProviderTokenJson.Default.ProviderTokenHeader);
        var claims = JsonSerializer.SerializeToUtf8Bytes(
            new(teamId, _issuedAt.ToUnixTimeSeconds()), ProviderTokenJson.Default.ProviderTokenClaims);
        return _token = Scheme + JsonWebToken.Sign(header, claims, signed => key.SignData(signed, HashAlgorithmName.SHA256));
    }
}

internal sealed record ProviderTokenHeader(string Alg, string Kid);

internal sealed record ProviderTokenClaims(string Iss, long Iat);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ProviderTokenHeader))]
[JsonSerializable(typeof(ProviderTokenClaims))]
internal sealed partial class ProviderTokenJson : JsonSerializerContext;
