using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>One contact of an address of record: where a phone is and how it is woken. Immutable; a refresh makes a new one.</summary>
sealed record Binding
{
    public required AddressOfRecord Aor { get; init; }

    /// <summary>What makes it this device's binding: see <see cref="BindingIdentity"/>.</summary>
    public required BindingIdentity Identity { get; init; }

    /// <summary>Stable 64-bit name of (AOR, identity): what a Record-Route token carries.</summary>
    public required ulong Id { get; init; }

    /// <summary>The Contact value as the phone sent it.</summary>
    public required ReadOnlyMemory<byte> Contact { get; init; }

    /// <summary>The URI in <see cref="Contact"/>: Request-URI of what is sent to the phone.</summary>
    public required SipUri Uri { get; init; }

    /// <summary>Null when the phone brought none that can be used.</summary>
    public PushParameters? Push { get; init; }

    /// <summary>Whether a push can reach it: parameters, and credentials for its app.</summary>
    public bool CanBePushed { get; init; }

    /// <summary>Route set towards the phone (RFC 3327), top first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Path { get; init; } = [];

    public required string CallId { get; init; }

    public required long CSeq { get; init; }

    /// <summary>Timestamp (<see cref="TimeProvider"/>) at which it ends.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>Timestamp at which it was last registered.</summary>
    public required long RegisteredAt { get; init; }

    /// <summary>Number of the REGISTER that made it: later ones are higher, whatever their CSeq.</summary>
    public required long ReceiveNumber { get; init; }

    /// <summary>The flow of its last REGISTER, open or not; null after a restart.</summary>
    public Flow? Flow { get; init; }

    /// <summary>Preference (RFC 3261 §20.10), 0 … 1.</summary>
    public double Q { get; init; } = 1;

    public bool HasFlow => Flow is { IsOpen: true };
}

/// <summary>
/// Identity of a binding: <c>+sip.instance</c> (and <c>reg-id</c>) before (pn-provider, pn-param, pn-prid) before the URI without its <c>pn-*</c>.
/// </summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Key">Its canonical text.</param>
readonly record struct BindingIdentity(BindingIdentityKind Kind, string Key);

enum BindingIdentityKind : byte
{
    Instance,
    PushToken,
    Uri,
}
