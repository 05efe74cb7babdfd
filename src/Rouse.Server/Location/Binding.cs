using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Transport;

namespace Rouse.Server.Location;

/// <summary>One contact of an address of record: where a phone is and how it is woken. Immutable; a refresh makes a new one.</summary>
sealed record Binding
{
    // Three digits are all that it may have.
    const double QUnit = 1000;

    // There are hundreds of thousands: no field is wider than what it holds.
    readonly uint _cseq;
    uint _gruuMark;
    readonly ushort _q = (ushort)QUnit;
    readonly long _messagesUntil;

    public required AddressOfRecord Aor { get; init; }

    /// <summary>What makes it this device's binding: see <see cref="BindingIdentity"/>.</summary>
    public required BindingIdentity Identity { get; init; }

    /// <summary>Stable 64-bit name of (AOR, identity): what a Record-Route token carries.</summary>
    public required ulong Id { get; init; }

    /// <summary>
    /// The Contact value as the phone sent it, in an array of its own. A refresh that does not change it keeps the array.
    /// </summary>
    public required byte[] Contact { get; init; }

    /// <summary>
    /// The URI in <see cref="Contact"/> without headers (RFC 3261 §19.1.5): Request-URI of what is sent to the phone. Read each time,
    /// because it would be kept for every phone and is needed for the few that are called.
    /// </summary>
    public SipUri Uri => ContactValue.UriOf(Contact);

    public ReadOnlyMemory<byte> UriText => Uri.Text;

    /// <summary>Whether a call to <c>sips</c> may reach it: the phone said so by the scheme of its Contact (RFC 5630 §5.1.1.1).</summary>
    public bool IsSips => SipUri.IsSips(UriText.Span);

    /// <summary>Whether <see cref="Uri"/> has push parameters that count: not after its token died.</summary>
    public bool HasPush { get; init; }

    /// <summary>
    /// Null when there are none that count. Read from the URI each time: the parsed form would be most of what a binding takes.
    /// </summary>
    public PushParameters? Push =>
        HasPush && PushParameters.TryParse(Uri.Parameters.Text.Span, out var parameters, out _) ? parameters : null;

    /// <summary>Whether a push can reach it: parameters, and credentials for its app.</summary>
    public bool CanBePushed { get; init; }

    /// <summary>A proxy nearer to the phone wakes it (RFC 8599 §5.6.1.1), and so we do not.</summary>
    public bool IsPushedElsewhere { get; init; }

    /// <summary>
    /// Its REGISTER came from the phone itself: nobody else's Via was in it. False also when it was read from the disk.
    /// </summary>
    public bool IsFirstHop { get; init; }

    /// <summary>Route set towards the phone (RFC 3327), top first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Path { get; init; } = [];

    /// <summary>Of the REGISTER that made it: see <see cref="RegisterChange.CallIdHash"/>. 0 when it was read from the disk.</summary>
    public required ulong CallIdHash { get; init; }

    public required long CSeq
    {
        get => _cseq;
        init => _cseq = (uint)value;
    }

    /// <summary>Of the REGISTER that made it: see <see cref="RegisterChange.BranchHash"/>.</summary>
    public ulong BranchHash { get; init; }

    /// <summary>Of the REGISTER that made it: see <see cref="RegisterChange.ContentHash"/>.</summary>
    public ulong ContentHash { get; init; }

    /// <summary>
    /// Of the REGISTER since which its temporary GRUUs count (RFC 5627 §5.1); 0 when it has none. Set before the binding is seen.
    /// </summary>
    public uint GruuMark
    {
        get => _gruuMark;
        init => _gruuMark = value;
    }

    /// <summary>Timestamp (<see cref="TimeProvider"/>) at which the registration ends.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>
    /// Timestamp at which it goes: the end of the registration, or later where the phone wants MESSAGEs still (<c>message-expires</c>).
    /// </summary>
    public long EndsAt
    {
        get => Math.Max(ExpiresAt, _messagesUntil);
        init => _messagesUntil = value;
    }

    /// <summary>For how long it takes nothing but MESSAGEs; nearly always zero.</summary>
    public long MessagesOnly => EndsAt - ExpiresAt;

    /// <summary>Timestamp at which it was last registered.</summary>
    public required long RegisteredAt { get; init; }

    /// <summary>Number of the REGISTER that made it: later ones are higher, whatever their CSeq.</summary>
    public required long ReceiveNumber { get; init; }

    /// <summary>
    /// The flow of its last REGISTER, open or not; null where that was a connection before a restart, and when another phone has that UDP
    /// 5-tuple now.
    /// </summary>
    public Flow? Flow { get; init; }

    /// <summary>Preference (RFC 3261 §20.10), 0 … 1.</summary>
    public double Q
    {
        get => _q / QUnit;
        init => _q = (ushort)Math.Round(value * QUnit);
    }

    /// <summary>
    /// Timestamp to which the row on the disk keeps it, or earlier; at least <see cref="EndsAt"/>. The one thing that changes: with the
    /// lock of its stripe held.
    /// </summary>
    public long KeepUntil { get; set; }

    /// <summary>It was read from the disk: what is known only of a REGISTER of this process is not known of it.</summary>
    public bool WasLoaded => CallIdHash == 0;

    /// <summary>
    /// It is bound in place of <paramref name="older"/>, whose temporary GRUUs count on if it is the same registration: that of one
    /// Call-ID (RFC 5627 §5.1). To be called with the lock of its stripe held, before it is seen.
    /// </summary>
    public void Continue(Binding older)
    {
        if (older.GruuMark != 0 && (older.CallIdHash == CallIdHash || older.WasLoaded))
            _gruuMark = older.GruuMark;
    }

    public bool HasFlow => Flow is { IsOpen: true };

    public bool HasSamePath(Binding other)
    {
        if (Path.Count != other.Path.Count)
            return false;
        for (var i = 0; i < Path.Count; i++)
        {
            if (!Path[i].Span.SequenceEqual(other.Path[i].Span))
                return false;
        }
        return true;
    }

    // Not the record's own text: it would show the push token.
    public override string ToString() => $"{Aor} {Identity.Kind} {Flow}";
}
