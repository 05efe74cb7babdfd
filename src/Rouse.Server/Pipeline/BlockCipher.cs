using System.Runtime.Intrinsics;

namespace Rouse.Server.Pipeline;

/// <summary>
/// AES-128 under one key (FIPS 197), a block at a time: what modes are made of. The key stays expanded, because beginning with it costs the
/// platform's library more than the few blocks of a token do. Any thread may use it.
/// </summary>
abstract class BlockCipher
{
    public const int KeyBytes = 16;
    public const int BlockBytes = 16;

    public static BlockCipher Of(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes);
        return InstructionCipher.IsSupported ? new InstructionCipher(key) : new PlatformCipher(key);
    }

    public abstract Vector128<byte> Encrypt(Vector128<byte> block);
}
