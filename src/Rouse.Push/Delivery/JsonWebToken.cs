using System.Buffers.Text;
using System.Text;

namespace Rouse.Push.Delivery;

/// <summary>Compact form of a signed JSON Web Token (RFC 7519, RFC 7515 §7.1).</summary>
internal static class JsonWebToken
{
    public static string Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> claims, Func<byte[], byte[]> signature)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(signature(Encoding.ASCII.GetBytes(signed)))}";
    }
}
