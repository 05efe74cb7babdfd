using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Rouse.Protocol.Sip;

/// <summary>Parts with colons between them, to be hashed (RFC 7616 §3.3, KD).</summary>
ref struct DigestInput(DigestAlgorithm algorithm, Span<byte> buffer)
{
    readonly Span<byte> _buffer = buffer;
    int _length;

    public void Add(scoped ReadOnlySpan<byte> part)
    {
        if (_length > 0)
            _buffer[_length++] = (byte)':';
        part.CopyTo(_buffer[_length..]);
        _length += part.Length;
    }

    /// <summary>Writes the hash of what was added, in lower-case hexadecimal, and begins anew.</summary>
    public void HashTo(scoped Span<byte> hex)
    {
        Hash(_buffer[.._length], algorithm, hex);
        _length = 0;
    }

    /// <summary>The hash of a text in lower-case hexadecimal.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what SIP clients speak (RFC 3261 §22.4).")]
    public static void Hash(ReadOnlySpan<byte> input, DigestAlgorithm algorithm, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var size = algorithm == DigestAlgorithm.Md5 ? MD5.HashData(input, hash) : SHA256.HashData(input, hash);
        Convert.TryToHexStringLower(hash[..size], hex, out _);
    }
}
