using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Server.Location;

/// <summary>
/// Identity of a binding: <c>+sip.instance</c> (and <c>reg-id</c>) before (pn-provider, pn-param, pn-prid) before the URI without its
/// <c>pn-*</c>.
/// </summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Key">Its canonical text.</param>
readonly record struct BindingIdentity(BindingIdentityKind Kind, string Key)
{
    const string RegIdMark = ";reg-id=";
    const ulong StripeMask = 0xFF00_0000_0000_0000;

    /// <summary>The device; null when it named itself by no instance (RFC 5626 §4.1).</summary>
    public string? Instance => Kind != BindingIdentityKind.Instance ? null
        : Key.IndexOf(RegIdMark, StringComparison.Ordinal) is >= 0 and var end ? Key[..end] : Key;

    /// <summary>Whether it names one of several flows of the device (RFC 5626 §4.2).</summary>
    public bool HasRegId => Kind == BindingIdentityKind.Instance && Key.Contains(RegIdMark, StringComparison.Ordinal);

    /// <summary>Whether both are flows of one device: never two of them get the same request at once (RFC 5626 §7).</summary>
    public bool IsSameDevice(BindingIdentity other) => other.Kind == BindingIdentityKind.Instance && IsOf(other.InstanceText);

    /// <summary>Whether it is a binding of this instance.</summary>
    public bool IsOf(ReadOnlySpan<char> instance) =>
        Kind == BindingIdentityKind.Instance && InstanceText.SequenceEqual(instance);

    ReadOnlySpan<char> InstanceText =>
        Key.IndexOf(RegIdMark, StringComparison.Ordinal) is >= 0 and var end ? Key.AsSpan(0, end) : Key;

    /// <param name="contact">Parameters of the Contact header, not of its URI.</param>
    /// <param name="uri">The Contact's URI.</param>
    /// <param name="push">Its push parameters, if they can be used.</param>
    /// <param name="isOfFlow">Whether a <c>reg-id</c> counts (RFC 5626 §6).</param>
    public static BindingIdentity Of(ParameterList contact, SipUri uri, PushParameters? push, bool isOfFlow = true)
    {
        if (contact.TryGet("+sip.instance"u8, out var value) && ReadInstance(value.Span) is { Length: > 0 } instance)
            return new(BindingIdentityKind.Instance, instance + (isOfFlow ? ReadRegId(contact) : ""));
        return push is { Tokens.Count: > 0 }
            ? new(BindingIdentityKind.PushToken, $"{push.Provider};{push.Param};{push.Prid}")
            : new(BindingIdentityKind.Uri, ContactUriKey.Of(uri));
    }

    /// <summary>
    /// The stable 64-bit name of this identity at an AOR, never 0. Its upper byte depends on the AOR alone, so that both lead to the same
    /// stripe.
    /// </summary>
    public ulong IdAt(AddressOfRecord aor)
    {
        var ofAor = Hash(aor);
        var id = Hash(Key, ofAor ^ (ulong)Kind);
        return (ofAor & StripeMask) | Math.Max(1, id & ~StripeMask);
    }

    /// <summary>The upper byte of every <see cref="IdAt"/> of an AOR.</summary>
    public static byte StripeOf(AddressOfRecord aor) => StripeOf(Hash(aor));

    public static byte StripeOf(ulong id) => (byte)(id >> 56);

    static ulong Hash(AddressOfRecord aor) => Hash(aor.User, Hash(aor.Domain, 0));

    static ulong Hash(string text, ulong seed) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), (long)seed);

    // A quoted URN in angle brackets (RFC 5626 §4.1); UUIDs are compared without case (RFC 9562 §4).
    static string ReadInstance(ReadOnlySpan<byte> value) => Canonical(Encoding.UTF8.GetString(value.Trim("\"<> \t\r\n"u8)));

    /// <summary>The instance that a URN names.</summary>
    public static string Canonical(string urn) =>
        urn.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? urn.ToLowerInvariant() : urn;

    static string ReadRegId(ParameterList contact) =>
        contact.TryGet("reg-id"u8, out var value) && int.TryParse(value.Span, null, out var number) && number > 0
            ? $"{RegIdMark}{number}"
            : "";
}

enum BindingIdentityKind : byte
{
    Instance,
    PushToken,
    Uri,
}
