using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Rouse.Sandbox.Json;

/// <summary>A signed token in compact form (RFC 7515 §3.1, RFC 7519), read but not yet believed.</summary>
internal sealed class Jwt
{
    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private Jwt(JsonElement header, JsonElement claims, byte[] signed, byte[] signature)
    {
        Algorithm = JsonText.Text(header, "alg");
        KeyId = JsonText.Text(header, "kid");
        Claims = claims;
        _signed = signed;
        _signature = signature;
    }

    public string? Algorithm { get; }

    public string? KeyId { get; }

    public JsonElement Claims { get; }

    public string? Issuer => JsonText.Text(Claims, "iss");

    /// <summary><c>iat</c> in Unix seconds.</summary>
    public long? IssuedAt => JsonText.Whole(Claims, "iat");

    /// <summary><c>exp</c> in Unix seconds.</summary>
    public long? ExpiresAt => JsonText.Whole(Claims, "exp");

    /// <summary>What the signature is over (RFC 7515 §5.1 step 5): ASCII of header and payload.</summary>
    public ReadOnlySpan<byte> Signed => _signed;

    public ReadOnlySpan<byte> Signature => _signature;

    public static Jwt? TryRead(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3 || !parts.All(IsBase64Url))
            return null;
        var decoded = Array.ConvertAll(parts, part => Base64Url.DecodeFromChars(part));
        return JsonText.TryParseObject(decoded[0], out var header) && JsonText.TryParseObject(decoded[1], out var claims)
            ? new(header, claims, Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]), decoded[2])
            : null;
    }

    // RFC 7515 §2: no padding and no white space, which the decoder would forgive.
    private static bool IsBase64Url(string part) =>
        part.Length > 0 && Base64Url.IsValid(part) && !part.AsSpan().ContainsAnyExcept(Alphabet);

    private static readonly System.Buffers.SearchValues<char> Alphabet =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
