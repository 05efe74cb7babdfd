using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Rouse.Server.Pipeline;

/// <summary>
/// Hides a few bytes and proves that they are ours: a synthetic IV (AES-CMAC of the plaintext, 96 bits) both keys the counter mode and
/// proves the content. The same bytes give the same seal.
/// </summary>
sealed class TokenSeal(ServerKeys keys, string purpose)
{
    /// <summary>What a seal has more than its content.</summary>
    public const int IvBytes = 12;

    readonly AesCmac _mac = new(BlockCipher.Of(keys.For($"{purpose} cmac", BlockCipher.KeyBytes)));
    readonly BlockCipher _encryption = BlockCipher.Of(keys.For($"{purpose} encryption", BlockCipher.KeyBytes));

    /// <param name="plain">The content.</param>
    /// <param name="output">Gets <see cref="IvBytes"/> more than that.</param>
    public void Seal(ReadOnlySpan<byte> plain, Span<byte> output)
    {
        Mac(plain, output[..IvBytes]);
        Crypt(output[..IvBytes], plain, output[IvBytes..]);
    }

    /// <summary>False for what we never sealed.</summary>
    /// <param name="sealedBytes">IV and content.</param>
    /// <param name="plain">Gets the content: as much as there is.</param>
    public bool TryOpen(ReadOnlySpan<byte> sealedBytes, Span<byte> plain)
    {
        var iv = sealedBytes[..IvBytes];
        Crypt(iv, sealedBytes[IvBytes..], plain);
        Span<byte> expected = stackalloc byte[IvBytes];
        Mac(plain, expected);
        return CryptographicOperations.FixedTimeEquals(iv, expected);
    }

    void Mac(ReadOnlySpan<byte> plain, Span<byte> iv)
    {
        Span<byte> mac = stackalloc byte[AesCmac.MacBytes];
        _mac.Of(plain).CopyTo(mac);
        mac[..IvBytes].CopyTo(iv);
    }

    // Counter mode: the number of the block stands behind the IV.
    void Crypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> block = stackalloc byte[BlockCipher.BlockBytes];
        block.Clear();
        iv.CopyTo(block);
        Span<byte> stream = stackalloc byte[BlockCipher.BlockBytes];
        for (var i = 0; i < input.Length; i++)
        {
            var at = i % BlockCipher.BlockBytes;
            if (at == 0)
            {
                block[^1] = (byte)(i / BlockCipher.BlockBytes);
                _encryption.Encrypt(Vector128.Create<byte>(block)).CopyTo(stream);
            }
            output[i] = (byte)(input[i] ^ stream[at]);
        }
    }
}
