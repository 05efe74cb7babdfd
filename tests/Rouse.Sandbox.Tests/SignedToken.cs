using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Rouse.Sandbox.Tests;

/// <summary>JSON Web Tokens, good and bad, made by hand.</summary>
internal static class SignedToken
{
    public static string Es256(string privateKeyPem, JsonObject header, JsonObject claims)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(privateKeyPem);
        var signed = Part(header) + "." + Part(claims);
        return signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }

    public static string Rs256(string privateKeyPem, JsonObject header, JsonObject claims)
    {
        using var key = RSA.Create();
        key.ImportFromPem(privateKeyPem);
        var signed = Part(header) + "." + Part(claims);
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
