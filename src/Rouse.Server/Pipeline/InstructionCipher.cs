using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Rouse.Server.Pipeline;

/// <summary>AES by the instructions of x86 processors, which take the same time for every key and block.</summary>
sealed class InstructionCipher : BlockCipher
{
    const int Rounds = 10;

    readonly Vector128<byte>[] _roundKeys = new Vector128<byte>[Rounds + 1];

    public InstructionCipher(ReadOnlySpan<byte> key)
    {
        _roundKeys[0] = Vector128.Create(key);
        // FIPS 197 §5.2: the round constant is the power of x in GF(2^8).
        byte constant = 1;
        for (var round = 1; round <= Rounds; round++)
        {
            _roundKeys[round] = Expand(_roundKeys[round - 1], constant);
            constant = (byte)(constant < 0x80 ? constant << 1 : (constant << 1) ^ 0x11b);
        }
    }

    public static bool IsSupported => Aes.IsSupported;

    public override Vector128<byte> Encrypt(Vector128<byte> block)
    {
        var keys = _roundKeys;
        block ^= keys[0];
        for (var round = 1; round < Rounds; round++)
            block = Aes.Encrypt(block, keys[round]);
        return Aes.EncryptLast(block, keys[Rounds]);
    }

    // Each word is the sum of those before it in the last round key and of its last word, rotated and through the S-box. The last round
    // of the encryption is that S-box: it would move bytes between columns, but here all columns are equal.
    static Vector128<byte> Expand(Vector128<byte> last, byte constant)
    {
        var columns = Vector128.Create(last.AsUInt32()[3]).AsByte();
        var substituted = Aes.EncryptLast(columns, Vector128<byte>.Zero).AsUInt32()[0];
        last ^= Sse2.ShiftLeftLogical128BitLane(last, 4);
        last ^= Sse2.ShiftLeftLogical128BitLane(last, 8);
        return last ^ Vector128.Create(BitOperations.RotateRight(substituted, 8) ^ constant).AsByte();
    }
}
