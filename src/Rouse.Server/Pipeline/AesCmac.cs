using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Rouse.Server.Pipeline;

/// <summary>AES-CMAC (RFC 4493): proves that bytes of any length were written by someone with the key.</summary>
sealed class AesCmac
{
    public const int MacBytes = BlockCipher.BlockBytes;

    readonly BlockCipher _cipher;
    readonly Vector128<byte> _wholeBlock;
    readonly Vector128<byte> _partBlock;

    public AesCmac(BlockCipher cipher)
    {
        _cipher = cipher;
        // §2.3
        _wholeBlock = Double(cipher.Encrypt(default));
        _partBlock = Double(_wholeBlock);
    }

    // §2.4
    public Vector128<byte> Of(ReadOnlySpan<byte> message)
    {
        var mac = Vector128<byte>.Zero;
        for (; message.Length > BlockCipher.BlockBytes; message = message[BlockCipher.BlockBytes..])
            mac = _cipher.Encrypt(mac ^ Vector128.Create(message));
        return _cipher.Encrypt(mac ^ Last(message));
    }

    Vector128<byte> Last(ReadOnlySpan<byte> rest)
    {
        if (rest.Length == BlockCipher.BlockBytes)
            return Vector128.Create(rest) ^ _wholeBlock;
        Span<byte> padded = stackalloc byte[BlockCipher.BlockBytes];
        padded.Clear();
        rest.CopyTo(padded);
        padded[rest.Length] = 0x80;
        return Vector128.Create<byte>(padded) ^ _partBlock;
    }

    // In GF(2^128), the most significant bit first.
    static Vector128<byte> Double(Vector128<byte> block)
    {
        Span<byte> bytes = stackalloc byte[BlockCipher.BlockBytes];
        block.CopyTo(bytes);
        var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, (number << 1) ^ ((number >> 127) * 0x87));
        return Vector128.Create<byte>(bytes);
    }
}
