using System.Buffers.Binary;
using System.Buffers.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;

namespace Rouse.Server.Pipeline;

/// <summary>
/// Globally routable URIs of one device (RFC 5627). A public one is the address of record and the instance in the clear. The user part of a
/// temporary one is a sealed token (TokenSeal) of binding, registration and a random number: nobody sees from two of them that they are of
/// one device, and nothing is kept for them but the mark of the registration in the binding.
/// </summary>
sealed class Gruus(ServerKeys keys, Domains domains, ILocationStore locations)
{
    const int PlainBytes = 8 + 4 + 4;
    const int SealedBytes = TokenSeal.IvBytes + PlainBytes;

    readonly TokenSeal _seal = new(keys, "temporary gruu");

    /// <summary>How the user part of a temporary one begins.</summary>
    static ReadOnlySpan<byte> Prefix => "tgruu."u8;

    /// <summary>Whether a URI asks to be taken for one (RFC 5627 §6.1).</summary>
    public static bool IsGruu(SipUri uri) => uri.Parameters.Contains("gr"u8);

    /// <summary>
    /// <c>;pub-gruu="…";temp-gruu="…"</c> of a binding that names its instance (RFC 5627 §5.2): parameters of its Contact in the 200.
    /// </summary>
    public void Write(Binding binding, ref ByteBuffer output)
    {
        if (binding.Identity.Instance is not { } instance)
            return;
        output.Add(";pub-gruu=\""u8);
        AddPublic(binding, instance, ref output);
        output.Add("\""u8);
        if (binding.GruuMark == 0)
            return;
        output.Add(";temp-gruu=\""u8);
        output.Add(SchemeOf(binding));
        output.Add(Prefix);
        AddToken(binding, ref output);
        output.Add("@"u8);
        UriText.AddHost(binding.Aor.Domain, ref output);
        output.Add(";gr\""u8);
    }

    /// <summary>The public one of a device; null when it names no instance.</summary>
    public static byte[]? PublicOf(Binding binding)
    {
        if (binding.Identity.Instance is not { } instance)
            return null;
        var output = new ByteBuffer(128);
        AddPublic(binding, instance, ref output);
        return output.TakeArray();
    }

    /// <summary>Which device of whom a GRUU means; false when it is none that is valid, which is answered 404 (RFC 5627 §6.1).</summary>
    public bool TryResolve(SipUri uri, out GruuTarget target)
    {
        target = default;
        if (!uri.Parameters.TryGet("gr"u8, out var value) || domains.ToAor(uri) is not { } aor)
            return false;
        if (!value.IsEmpty)
        {
            target = new GruuTarget(aor, BindingIdentity.Canonical(AddressOfRecord.Unescape(value.Span)));
            return true;
        }
        if (!TryOpen(uri.User.Span, out var bindingId, out var mark) || locations.FindById(bindingId) is not { } binding
            || binding.GruuMark != mark || binding.Aor.Domain != aor.Domain || binding.Identity.Instance is not { } instance)
            return false;
        target = new GruuTarget(binding.Aor, instance);
        return true;
    }

    // RFC 5627 §5.4: the address of record with the instance.
    static void AddPublic(Binding binding, string instance, ref ByteBuffer output)
    {
        output.Add(SchemeOf(binding));
        UriText.AddUser(binding.Aor.User, ref output);
        output.Add("@"u8);
        UriText.AddHost(binding.Aor.Domain, ref output);
        output.Add(";gr="u8);
        UriText.AddParameter(instance, ref output);
    }

    static ReadOnlySpan<byte> SchemeOf(Binding binding) => binding.IsSips ? "sips:"u8 : "sip:"u8;

    void AddToken(Binding binding, ref ByteBuffer output)
    {
        Span<byte> plain = stackalloc byte[PlainBytes];
        BinaryPrimitives.WriteUInt64BigEndian(plain, binding.Id);
        BinaryPrimitives.WriteUInt32BigEndian(plain[8..], binding.GruuMark);
        BinaryPrimitives.WriteUInt32BigEndian(plain[12..], (uint)RandomNumbers.Next());
        Span<byte> sealedBytes = stackalloc byte[SealedBytes];
        _seal.Seal(plain, sealedBytes);
        output.AddBase64Url(sealedBytes);
    }

    bool TryOpen(ReadOnlySpan<byte> user, out ulong bindingId, out uint mark)
    {
        (bindingId, mark) = (0, 0);
        Span<byte> sealedBytes = stackalloc byte[SealedBytes];
        if (!user.StartsWith(Prefix) || !Base64Url.IsValid(user[Prefix.Length..], out var length) || length != SealedBytes)
            return false;
        Base64Url.DecodeFromUtf8(user[Prefix.Length..], sealedBytes, out _, out _);
        Span<byte> plain = stackalloc byte[PlainBytes];
        if (!_seal.TryOpen(sealedBytes, plain))
            return false;
        bindingId = BinaryPrimitives.ReadUInt64BigEndian(plain);
        mark = BinaryPrimitives.ReadUInt32BigEndian(plain[8..]);
        return mark != 0;
    }
}

/// <param name="Aor">Whose device.</param>
/// <param name="Instance">Which one: its <c>+sip.instance</c>.</param>
readonly record struct GruuTarget(AddressOfRecord Aor, string Instance)
{
    public bool Is(Binding binding) => binding.Aor == Aor && binding.Identity.IsOf(Instance);
}
