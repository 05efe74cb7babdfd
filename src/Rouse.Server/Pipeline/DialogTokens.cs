using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using System.Net;
using System.Security.Cryptography;

namespace Rouse.Server.Pipeline;

/// <summary>
/// Seals a <see cref="DialogToken"/> into at most 80 characters that show no address or identity and cannot be changed: a synthetic IV (HMAC of the
/// plaintext, 96 bits) both keys the counter mode and proves the content. The same dialog gives the same text, so both Record-Routes of a pair agree.
/// </summary>
sealed class DialogTokens
{
    const int IvBytes = 12;
    const int MaxPlain = 2 * 20 + 8;

    readonly byte[] _macKey;
    readonly byte[] _encryptionKey;
    readonly long _hashSeed;

    [ThreadStatic]
    static (DialogTokens? Owner, Aes? Aes) _cipher;

    public DialogTokens(ServerKeys keys)
    {
        _macKey = keys.For("dialog token mac");
        _encryptionKey = keys.For("dialog token encryption", 16);
        _hashSeed = BinaryPrimitives.ReadInt64BigEndian(keys.For("dialog token hash", 8));
    }

    /// <summary>Of a tag or Call-ID. Seeded, so that who has a token cannot look for another Call-ID that fits it.</summary>
    public uint Hash(ReadOnlySpan<byte> text) => (uint)XxHash3.HashToUInt64(text, _hashSeed);

    public byte[] Seal(DialogToken token)
    {
        Span<byte> plain = stackalloc byte[MaxPlain];
        var length = WriteSide(token.Caller, plain);
        length += WriteSide(token.Callee, plain[length..]);
        BinaryPrimitives.WriteUInt32BigEndian(plain[length..], token.CallerTag);
        BinaryPrimitives.WriteUInt32BigEndian(plain[(length + 4)..], token.CallId);
        plain = plain[..(length + 8)];
        Span<byte> sealedBytes = stackalloc byte[IvBytes + MaxPlain];
        Mac(plain, sealedBytes[..IvBytes]);
        Crypt(sealedBytes[..IvBytes], plain, sealedBytes[IvBytes..]);
        return Base64Url.EncodeToUtf8(sealedBytes[..(IvBytes + plain.Length)]);
    }

    /// <summary>False for what we never sealed.</summary>
    public bool TryOpen(ReadOnlySpan<byte> text, out DialogToken token)
    {
        token = default;
        Span<byte> sealedBytes = stackalloc byte[IvBytes + MaxPlain];
        if (text.Length > 80 || !Base64Url.IsValid(text, out var length) || length < IvBytes + 10 || length > sealedBytes.Length)
            return false;
        Base64Url.DecodeFromUtf8(text, sealedBytes, out _, out _);
        var iv = sealedBytes[..IvBytes];
        Span<byte> plain = stackalloc byte[length - IvBytes];
        Crypt(iv, sealedBytes[IvBytes..length], plain);
        Span<byte> expected = stackalloc byte[IvBytes];
        Mac(plain, expected);
        return CryptographicOperations.FixedTimeEquals(iv, expected) && TryRead(plain, out token);
    }

    static bool TryRead(ReadOnlySpan<byte> plain, out DialogToken token)
    {
        token = default;
        if (!TryReadSide(ref plain, out var caller) || !TryReadSide(ref plain, out var callee) || plain.Length != 8)
            return false;
        token = new DialogToken(caller, callee, BinaryPrimitives.ReadUInt32BigEndian(plain), BinaryPrimitives.ReadUInt32BigEndian(plain[4..]));
        return true;
    }

    // First byte: 1 = binding and flow, 2 = flow, 4 and 6 = listener and UDP address of that family.
    static int WriteSide(DialogSide side, Span<byte> output)
    {
        if (side.Remote is { } remote)
        {
            remote.Address.TryWriteBytes(output[2..], out var length);
            output[0] = (byte)(length == 4 ? 4 : 6);
            output[1] = side.Listener;
            BinaryPrimitives.WriteUInt16BigEndian(output[(2 + length)..], (ushort)remote.Port);
            return 4 + length;
        }
        output[0] = (byte)(side.BindingId == 0 ? 2 : 1);
        BinaryPrimitives.WriteInt64BigEndian(output[1..], side.FlowId);
        if (side.BindingId == 0)
            return 9;
        BinaryPrimitives.WriteUInt64BigEndian(output[9..], side.BindingId);
        return 17;
    }

    static bool TryReadSide(ref ReadOnlySpan<byte> plain, out DialogSide side)
    {
        side = default;
        var length = plain.IsEmpty ? 0 : plain[0] switch { 1 => 17, 2 => 9, 4 => 8, 6 => 20, _ => 0 };
        if (length == 0 || plain.Length < length)
            return false;
        side = plain[0] <= 2
            ? new DialogSide(plain[0] == 1 ? BinaryPrimitives.ReadUInt64BigEndian(plain[9..]) : 0, BinaryPrimitives.ReadInt64BigEndian(plain[1..]), 0, null)
            : new DialogSide(0, 0, plain[1], new IPEndPoint(new IPAddress(plain[2..(length - 2)]), BinaryPrimitives.ReadUInt16BigEndian(plain[(length - 2)..])));
        plain = plain[length..];
        return true;
    }

    void Mac(ReadOnlySpan<byte> plain, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[32];
        HMACSHA256.HashData(_macKey, plain, full);
        full[..IvBytes].CopyTo(mac);
    }

    // Counter mode over at most four blocks.
    void Crypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> blocks = stackalloc byte[64];
        blocks.Clear();
        for (var i = 0; i < 4; i++)
        {
            iv.CopyTo(blocks[(i * 16)..]);
            blocks[(i * 16) + 15] = (byte)i;
        }
        Span<byte> stream = stackalloc byte[64];
        Cipher().EncryptEcb(blocks, stream, PaddingMode.None);
        for (var i = 0; i < input.Length; i++)
            output[i] = (byte)(input[i] ^ stream[i]);
    }

    Aes Cipher()
    {
        if (_cipher.Owner == this)
            return _cipher.Aes!;
        _cipher.Aes?.Dispose();
        var aes = Aes.Create();
        aes.Key = _encryptionKey;
        _cipher = (this, aes);
        return aes;
    }
}
