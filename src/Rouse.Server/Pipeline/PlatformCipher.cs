using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Rouse.Server.Pipeline;

/// <summary>AES by the platform's library, on every processor: a kept transformation for each thread and key.</summary>
sealed class PlatformCipher(ReadOnlySpan<byte> key) : BlockCipher
{
    [ThreadStatic]
    static ConditionalWeakTable<PlatformCipher, Transformation>? _ofThread;

    readonly byte[] _key = key.ToArray();

    public override Vector128<byte> Encrypt(Vector128<byte> block) =>
        (_ofThread ??= []).GetValue(this, static cipher => new Transformation(cipher._key)).Encrypt(block);

    sealed class Transformation(byte[] key)
    {
        readonly ICryptoTransform _encryption = Begin(key);
        readonly byte[] _block = new byte[BlockBytes];
        readonly byte[] _encrypted = new byte[BlockBytes];

        public Vector128<byte> Encrypt(Vector128<byte> block)
        {
            block.CopyTo(_block);
            _encryption.TransformBlock(_block, 0, BlockBytes, _encrypted, 0);
            return Vector128.Create(_encrypted);
        }

        static ICryptoTransform Begin(byte[] key)
        {
            using var aes = Aes.Create();
            aes.Mode = CipherMode.ECB;
            aes.Padding = PaddingMode.None;
            return aes.CreateEncryptor(key, null);
        }
    }
}
