using System.Runtime.Intrinsics;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Tests.Pipeline;

public sealed class BlockCipherTests
{
    static readonly byte[] Key = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");

    [Theory]
    [InlineData("00112233445566778899aabbccddeeff", "69c4e0d86a7b0430d8cdb78070b4c55a")]    // FIPS 197, Appendix C.1
    public void Block_is_encrypted_as_the_standard_shows(string block, string encrypted)
    {
        foreach (var cipher in Both(Key))
            Assert.Equal(encrypted, Text(cipher.Encrypt(Block(block))));
    }

    [Fact]
    public void Both_ways_agree_on_every_key_and_block()
    {
        var random = new Random(1);
        var (key, block) = (new byte[BlockCipher.KeyBytes], new byte[BlockCipher.BlockBytes]);
        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(key);
            random.NextBytes(block);
            Assert.Single(Both(key).Select(cipher => Text(cipher.Encrypt(Vector128.Create(block)))).Distinct());
        }
    }

    [Fact]
    public void Each_key_keeps_to_itself_on_one_thread()
    {
        var ciphers = new[] { new PlatformCipher(Key), new PlatformCipher(new byte[16]) };
        var first = ciphers.Select(static cipher => Text(cipher.Encrypt(default))).ToArray();

        Assert.Equal(first, ciphers.Select(static cipher => Text(cipher.Encrypt(default))));
        Assert.Equal(2, first.Distinct().Count());
    }

    [Fact]
    public void Any_thread_may_encrypt()
    {
        foreach (var cipher in Both(Key))
        {
            var seen = new string[4];
            Parallel.For(0, seen.Length, i =>
            {
                for (var n = 0; n < 200; n++)
                    seen[i] = Text(cipher.Encrypt(Block("00112233445566778899aabbccddeeff")));
            });
            Assert.All(seen, text => Assert.Equal("69c4e0d86a7b0430d8cdb78070b4c55a", text));
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(32)]
    public void Only_keys_of_128_bits_are_taken(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockCipher.Of(new byte[bytes]));

    static IEnumerable<BlockCipher> Both(byte[] key) => InstructionCipher.IsSupported
        ? [new PlatformCipher(key), new InstructionCipher(key)]
        : [new PlatformCipher(key)];

    static Vector128<byte> Block(string text) => Vector128.Create(Convert.FromHexString(text));

    static string Text(Vector128<byte> block)
    {
        var bytes = new byte[BlockCipher.BlockBytes];
        block.CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
