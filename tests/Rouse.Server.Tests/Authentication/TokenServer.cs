using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rouse.Server.Authentication.Bearer;

namespace Rouse.Server.Tests.Authentication;

/// <summary>An authorization server, written for tests without any of our code or the library's: signs tokens, shows its keys.</summary>
sealed class TokenServer : IKeySource
{
    public const string Issuer = "https://login.example.org";
    public const string Audience = "sip.example.org";

    readonly List<(string Id, ECDsa Key)> _keys = [];

    public TokenServer() => Rotates("key-1");

    /// <summary>How often its keys were fetched.</summary>
    public int Fetches { get; private set; }

    /// <summary>Null answers at once; else what every fetch waits for.</summary>
    public TaskCompletionSource? Held { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Replaces the text of the keys.</summary>
    public string? Text { get; set; }

    public static BearerOptions Options { get; } = new()
    {
        AuthorizationServer = Issuer,
        Audience = Audience,
        Keys = "https://login.example.org/keys",
    };

    /// <summary>From now on another key signs, and only it is shown.</summary>
    public void Rotates(string id)
    {
        _keys.Clear();
        _keys.Add((id, ECDsa.Create(ECCurve.NamedCurves.nistP256)));
    }

    /// <summary>The claims of a good token of alice.</summary>
    public static JsonObject Claims(DateTimeOffset now) => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["sub"] = "1234",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        ["sip_uri"] = "sip:alice@example.org",
        ["scope"] = "openid sip",
    };

    public string Token(DateTimeOffset now, Action<JsonObject>? change = null)
    {
        var claims = Claims(now);
        change?.Invoke(claims);
        return Sign(new JsonObject { ["alg"] = "ES256", ["kid"] = _keys[0].Id, ["typ"] = "at+jwt" }, claims);
    }

    public string Sign(JsonObject header, JsonObject claims)
    {
        var text = $"{Encode(header)}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(_keys[0].Key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    public static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    /// <summary>Its JWK Set.</summary>
    public string Keys => new JsonObject { ["keys"] = new JsonArray([.. _keys.Select(key => Jwk(key.Id, key.Key))]) }.ToJsonString();

    async Task<string> IKeySource.ReadAsync(BearerOptions options, CancellationToken cancellation)
    {
        Fetches++;
        if (Held is { } held)
            await held.Task.WaitAsync(cancellation);
        return IsDown ? throw new HttpRequestException("refused") : Text ?? Keys;
    }

    static JsonObject Jwk(string id, ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["use"] = "sig",
            ["kid"] = id,
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }
}
