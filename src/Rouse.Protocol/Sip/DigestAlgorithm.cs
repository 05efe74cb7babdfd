using System.Text;

namespace Rouse.Protocol.Sip;

/// <summary>Hash of a digest (RFC 8760 §2.1). SHA-512-256 is not among them: .NET has no such hash.</summary>
public enum DigestAlgorithm : byte
{
    Md5,
    Sha256,
}

/// <summary>Names and sizes of <see cref="DigestAlgorithm"/>.</summary>
public static class DigestAlgorithms
{
    /// <summary>Length of the longest digest in hexadecimal characters.</summary>
    public const int MaxHexLength = 64;

    /// <summary>The name on the wire.</summary>
    public static string Name(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Md5 ? "MD5" : "SHA-256";

    /// <summary>Length of a digest in hexadecimal characters (RFC 8760 §2.2).</summary>
    public static int HexLength(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Md5 ? 32 : MaxHexLength;

    /// <summary>Reads a name in any case.</summary>
    /// <param name="name">MD5, SHA-256, or one of them with -sess.</param>
    /// <param name="algorithm">The hash.</param>
    /// <param name="isSession">Whether A1 is bound to nonce and cnonce (RFC 7616 §3.4.2).</param>
    public static bool TryParse(ReadOnlySpan<byte> name, out DigestAlgorithm algorithm, out bool isSession)
    {
        var suffix = "-sess"u8;
        isSession = name.Length > suffix.Length && Ascii.EqualsIgnoreCase(name[^suffix.Length..], suffix);
        if (isSession)
            name = name[..^suffix.Length];
        algorithm = Ascii.EqualsIgnoreCase(name, "SHA-256"u8) ? DigestAlgorithm.Sha256 : DigestAlgorithm.Md5;
        return algorithm == DigestAlgorithm.Sha256 || Ascii.EqualsIgnoreCase(name, "MD5"u8);
    }
}
