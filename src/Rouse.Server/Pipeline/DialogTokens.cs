using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using System.Net;
using System.Net.Sockets;
using Rouse.Protocol.Sip;

namespace Rouse.Server.Pipeline;

/// <summary>
/// Seals a <see cref="DialogToken"/> into at most 80 characters that show no address or identity and cannot be changed. The same dialog
/// gives the same text, so both Record-Routes of a pair agree.
/// </summary>
sealed class DialogTokens
{
    const int MaxPlain = 2 * 20 + 8;

    readonly TokenSeal _seal;
    readonly long _hashSeed;

    public DialogTokens(ServerKeys keys)
    {
        _seal = new TokenSeal(keys, "dialog token");
        _hashSeed = BinaryPrimitives.ReadInt64BigEndian(keys.For("dialog token hash", 8));
    }

    /// <summary>Of a tag or Call-ID, 24 bits. Seeded, so that who has a token cannot look for another Call-ID that fits it.</summary>
    public uint Mark(ReadOnlySpan<byte> text) => (uint)XxHash3.HashToUInt64(text, _hashSeed) & 0xff_ffff;

    /// <summary>Of the two who talk, 16 bits: user and host of From and To as the caller wrote them.</summary>
    public uint MarkOfParties(ReadOnlyMemory<byte> caller, ReadOnlyMemory<byte> callee)
    {
        var input = new ByteBuffer(256);
        AddParty(caller, ref input);
        AddParty(callee, ref input);
        var hash = (uint)XxHash3.HashToUInt64(input.Written, _hashSeed) & 0xffff;
        input.Return();
        return hash;
    }

    public byte[] Seal(DialogToken token)
    {
        Span<byte> plain = stackalloc byte[MaxPlain];
        var length = WriteSide(token.Caller, plain);
        length += WriteSide(token.Callee, plain[length..]);
        BinaryPrimitives.WriteUInt64BigEndian(
            plain[length..], ((ulong)token.CallerTag << 40) | ((ulong)token.CallId << 16) | token.Parties);
        plain = plain[..(length + 8)];
        Span<byte> sealedBytes = stackalloc byte[TokenSeal.IvBytes + plain.Length];
        _seal.Seal(plain, sealedBytes);
        return Base64Url.EncodeToUtf8(sealedBytes);
    }

    /// <summary>False for what we never sealed.</summary>
    public bool TryOpen(ReadOnlySpan<byte> text, out DialogToken token)
    {
        token = default;
        Span<byte> sealedBytes = stackalloc byte[TokenSeal.IvBytes + MaxPlain];
        if (text.Length > 80 || !Base64Url.IsValid(text, out var length) || length < TokenSeal.IvBytes + 10 || length > sealedBytes.Length)
            return false;
        Base64Url.DecodeFromUtf8(text, sealedBytes, out _, out _);
        Span<byte> plain = stackalloc byte[length - TokenSeal.IvBytes];
        return _seal.TryOpen(sealedBytes[..length], plain) && TryRead(plain, out token);
    }

    static bool TryRead(ReadOnlySpan<byte> plain, out DialogToken token)
    {
        token = default;
        if (!TryReadSide(ref plain, out var caller) || !TryReadSide(ref plain, out var callee) || plain.Length != 8)
            return false;
        var marks = BinaryPrimitives.ReadUInt64BigEndian(plain);
        token = new DialogToken(caller, callee, (uint)(marks >> 40), (uint)(marks >> 16) & 0xff_ffff, (uint)marks & 0xffff);
        return true;
    }

    // Hosts are compared without case; what else a URI holds may differ from message to message.
    static void AddParty(ReadOnlyMemory<byte> value, ref ByteBuffer input)
    {
        if (!NameAddress.TryParse(value, out var address) || !address.TryGetUri(out var uri) || !uri.IsSip)
            return;
        input.Add(uri.User.Span);
        input.Add("@"u8);
        input.AddLower(uri.Host.Span);
        input.Add("\n"u8);
    }

    // First byte, low half: 0 = nothing, 1 = binding and flow, 2 = flow, 4 and 6 = listener and UDP address of that family, 5 = binding,
    // listener and IPv4 address. High half: who it is.
    static int WriteSide(DialogSide side, Span<byte> output)
    {
        var form = FormOf(side);
        output[0] = (byte)(form | ((int)side.Kind << 4));
        var length = 1;
        if (side.BindingId != 0)
        {
            BinaryPrimitives.WriteUInt64BigEndian(output[1..], side.BindingId);
            length += 8;
        }
        if (side.Remote == null)
        {
            if (form == 0)
                return length;
            BinaryPrimitives.WriteInt64BigEndian(output[length..], side.FlowId);
            return length + 8;
        }
        output[length++] = side.Listener;
        side.Remote.Address.TryWriteBytes(output[length..], out var bytes);
        BinaryPrimitives.WriteUInt16BigEndian(output[(length + bytes)..], (ushort)side.Remote.Port);
        return length + bytes + 2;
    }

    static int FormOf(DialogSide side) => side switch
    {
        { Remote.AddressFamily: AddressFamily.InterNetworkV6 } => 6,
        { Remote: not null } => side.BindingId != 0 ? 5 : 4,
        { BindingId: not 0 } => 1,
        { FlowId: not 0 } => 2,
        _ => 0,
    };

    static bool TryReadSide(ref ReadOnlySpan<byte> plain, out DialogSide side)
    {
        side = default;
        if (plain.IsEmpty || plain[0] >> 4 > (int)DialogSideKind.ServerOfOperator)
            return false;
        var (form, kind) = (plain[0] & 0xf, (DialogSideKind)(plain[0] >> 4));
        var length = form switch { 0 => 1, 1 => 17, 2 => 9, 4 => 8, 5 => 16, 6 => 20, _ => int.MaxValue };
        if (plain.Length < length)
            return false;
        var isBound = form is 1 or 5;
        var bindingId = isBound ? BinaryPrimitives.ReadUInt64BigEndian(plain[1..]) : 0;
        var rest = plain[(isBound ? 9 : 1)..length];
        side = form switch
        {
            0 => default,
            <= 2 => new DialogSide(bindingId, BinaryPrimitives.ReadInt64BigEndian(rest), 0, null),
            _ => new DialogSide(
                bindingId, 0, rest[0], new IPEndPoint(new IPAddress(rest[1..^2]), BinaryPrimitives.ReadUInt16BigEndian(rest[^2..]))),
        };
        side = side with { Kind = kind };
        plain = plain[length..];
        return true;
    }
}
