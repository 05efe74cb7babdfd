using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Rouse.Protocol.Sip;
using Rouse.Server.Pipeline;
using Rouse.Server.Transport;

namespace Rouse.Server.Authentication;

/// <summary>What a nonce that comes back is worth.</summary>
enum NonceVerdict : byte
{
    /// <summary>Of this process, and within its life.</summary>
    Valid,

    /// <summary>Ours and within its life, but of an earlier process or another node: how often it was used is not known here.</summary>
    FromBeforeStart,

    /// <summary>Ours, but too old, or given to another source.</summary>
    Stale,

    /// <summary>Never ours.</summary>
    Forged,
}

/// <summary>One nonce.</summary>
/// <param name="IssuedAt">UTC ticks.</param>
/// <param name="Random">64 random bits: no two phones share one.</param>
readonly record struct NonceId(long IssuedAt, ulong Random);

/// <summary>
/// Stateless nonces (RFC 7616 §5.4): time, mark of the process, 64 random bits, mark of the source, and an AES-CMAC over them and the
/// realm, as 56 characters. Nothing is kept for a challenge that nobody answers.
/// <para>
/// A datagram is good only from the address and port to which its nonce went: who forges its source never sees the nonce that goes there.
/// A connection proves its source by itself.
/// </para>
/// </summary>
sealed class Nonces
{
    const int MarkAt = 8;
    const int RandomAt = 12;
    const int SourceAt = 20;
    const int MacAt = 26;
    const int Size = 42;
    const int TextLength = 56;

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
    /// <param name="flow">Where it goes; over UDP it is stale from everywhere else.</param>
    /// <param name="random">Its random bits, as <see cref="NonceId.Random"/>.</param>
    public string Make(string realm, Flow flow, out ulong random)
    {
        Span<byte> nonce = stackalloc byte[Size];
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce, Now);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[MarkAt..], _process);
        random = (ulong)RandomNumbers.Next();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[RandomAt..], random);
        MarkSource(flow, nonce[SourceAt..MacAt]);
        Mac(nonce[..MacAt], realm, nonce[MacAt..]);
        return Base64Url.EncodeToString(nonce);
    }

    /// <param name="text">As the client returned it.</param>
    /// <param name="realm">Of the credentials that it came in.</param>
    /// <param name="flow">On which it came.</param>
    /// <param name="id">Unspecified for a forged one.</param>
    public NonceVerdict Check(ReadOnlySpan<byte> text, string realm, Flow flow, out NonceId id)
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
        if (age < 0 || age > _life().Ticks || !IsFrom(flow, nonce[SourceAt..MacAt]))
            return NonceVerdict.Stale;
        return BinaryPrimitives.ReadUInt32BigEndian(nonce[MarkAt..]) == _process ? NonceVerdict.Valid : NonceVerdict.FromBeforeStart;
    }

    bool IsFrom(Flow flow, ReadOnlySpan<byte> mark)
    {
        if (flow.IsReliable)
            return true;
        Span<byte> own = stackalloc byte[MacAt - SourceAt];
        MarkSource(flow, own);
        return mark.SequenceEqual(own);
    }

    // Shorter than anything else under this key, so that neither passes for the other. Zeros for a connection.
    void MarkSource(Flow flow, Span<byte> mark)
    {
        if (flow.IsReliable)
            return;
        var sender = Sender.Of(flow.Remote);
        Span<byte> input = stackalloc byte[18];
        BinaryPrimitives.WriteUInt128BigEndian(input, sender.Address);
        BinaryPrimitives.WriteUInt16BigEndian(input[16..], sender.Port);
        Span<byte> mac = stackalloc byte[AesCmac.MacBytes];
        _mac.Of(input).CopyTo(mac);
        mac[..mark.Length].CopyTo(mark);
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
