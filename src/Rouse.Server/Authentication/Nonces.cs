using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication;

/// <summary>What a nonce that comes back is worth.</summary>
enum NonceVerdict : byte
{
    /// <summary>Of this process, and within its life.</summary>
    Valid,

    /// <summary>Ours and within its life, but of an earlier process or another node: how often it was used is not known here.</summary>
    FromBeforeStart,

    /// <summary>Ours, but too old.</summary>
    Stale,

    /// <summary>Never ours.</summary>
    Forged,
}

/// <summary>One nonce.</summary>
/// <param name="IssuedAt">UTC ticks.</param>
/// <param name="Random">64 random bits: no two phones share one.</param>
readonly record struct NonceId(long IssuedAt, ulong Random);

/// <summary>
/// Stateless nonces (RFC 7616 §5.4): time, mark of the process, 64 random bits, and an AES-CMAC over them and the realm, as 48
/// characters. Nothing is kept for a challenge that nobody answers.
/// </summary>
sealed class Nonces
{
    const int MarkAt = 8;
    const int RandomAt = 12;
    const int MacAt = 20;
    const int Size = 36;
    const int TextLength = 48;

    readonly AesCmac _mac;
    readonly Func<TimeSpan> _life;
    readonly TimeProvider _time;
    readonly long _startedAt;
    readonly long _startTimestamp;
    readonly uint _process;

    /// <param name="keys">Of the data folder, so that phones need no new challenge after a restart.</param>
    /// <param name="life">Valid up to and including this age; asked each time, because it may change.</param>
    /// <param name="time">The wall clock is read once, then the monotonic one counts: no jump makes a nonce stale.</param>
    public Nonces(ServerKeys keys, Func<TimeSpan> life, TimeProvider time)
    {
        _mac = new AesCmac(BlockCipher.Of(keys.For("nonce", BlockCipher.KeyBytes)));
        _life = life;
        _time = time;
        _startedAt = time.GetUtcNow().UtcTicks;
        _startTimestamp = time.GetTimestamp();
        _process = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(4));
    }

    long Now => _startedAt + _time.GetElapsedTime(_startTimestamp).Ticks;

    /// <param name="realm">In another realm the nonce is forged.</param>
    public string Make(string realm) => Make(realm, out _);

    /// <param name="realm">In another realm the nonce is forged.</param>
    /// <param name="random">Its random bits, as <see cref="NonceId.Random"/>.</param>
    public string Make(string realm, out ulong random)
    {
        Span<byte> nonce = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(nonce, Now);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[MarkAt..], _process);
        random = (ulong)RandomNumbers.Next();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[RandomAt..], random);
        Mac(nonce[..MacAt], realm, nonce[MacAt..]);
        return Base64Url.EncodeToString(nonce);
    }

    /// <param name="text">As the client returned it.</param>
    /// <param name="realm">Of the credentials that it came in.</param>
    /// <param name="id">Unspecified for a forged one.</param>
    public NonceVerdict Check(ReadOnlySpan<byte> text, string realm, out NonceId id)
    {
        id = default;
        Span<byte> nonce = stackalloc byte[Size];
        if (text.Length != TextLength
            || Base64Url.DecodeFromUtf8(text, nonce, out _, out var length) != OperationStatus.Done || length != Size)
            return NonceVerdict.Forged;
        Span<byte> expected = stackalloc byte[Size - MacAt];
        Mac(nonce[..MacAt], realm, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, nonce[MacAt..]))
            return NonceVerdict.Forged;
        id = new NonceId(BinaryPrimitives.ReadInt64BigEndian(nonce), BinaryPrimitives.ReadUInt64BigEndian(nonce[RandomAt..]));
        var age = Now - id.IssuedAt;
        // One from the future is of a process whose clock was ahead; its true age is not known.
        if (age < 0 || age > _life().Ticks)
            return NonceVerdict.Stale;
        return BinaryPrimitives.ReadUInt32BigEndian(nonce[MarkAt..]) == _process ? NonceVerdict.Valid : NonceVerdict.FromBeforeStart;
    }

    void Mac(ReadOnlySpan<byte> head, string realm, Span<byte> mac)
    {
        var input = new ByteBuffer(128);
        input.Add(head);
        input.Add(realm);
        _mac.Of(input.Written).CopyTo(mac);
        input.Return();
    }
}
