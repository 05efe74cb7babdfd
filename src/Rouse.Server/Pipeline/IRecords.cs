using Rouse.Protocol.Sip;
using Rouse.Server.Location;

namespace Rouse.Server.Pipeline;

/// <summary>Contacts that the operator has written down beside those that register: the Records feature.</summary>
interface IRecords
{
    /// <summary>Those of one user and of every user of its domain, best q first; from memory.</summary>
    IReadOnlyList<StaticContact> Find(AddressOfRecord aor);

    /// <summary>Whether there are some for this user itself, so that it exists.</summary>
    bool Names(AddressOfRecord aor);

    IReadOnlyList<StaticContact> All { get; }
}

/// <summary>One contact of a user that never registers (RFC 3261 §10.1: a location service may be filled by an administrator).</summary>
/// <param name="Aor">Whose.</param>
/// <param name="Contact">Its Contact value as it was written.</param>
/// <param name="Uri">Where requests go: a user of ours, or somewhere else.</param>
/// <param name="Q">Preference, 0 … 1.</param>
/// <param name="Path">Route set towards it (RFC 3327), top first.</param>
sealed record StaticContact(
    AddressOfRecord Aor, ReadOnlyMemory<byte> Contact, SipUri Uri, double Q, IReadOnlyList<ReadOnlyMemory<byte>> Path);
