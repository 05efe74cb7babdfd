using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Registrar;

/// <summary>
/// What of a contact follows from its address of record and its text alone. A refresh that does not change the text takes it over from the
/// binding that is there, so that it is neither made again nor kept twice.
/// </summary>
readonly record struct NamedContact(AddressOfRecord Aor, BindingIdentity Identity, ulong Id, byte[] Text, double Q)
{
    public static NamedContact Of(Binding known) => new(known.Aor, known.Identity, known.Id, known.Contact, known.Q);

    public static NamedContact Of(
        AddressOfRecord aor, byte[] text, NameAddress contact, SipUri uri, PushParameters? parameters, bool isOfFlow)
    {
        var identity = BindingIdentity.Of(contact.Parameters, uri, parameters, isOfFlow);
        return new(aor, identity, identity.IdAt(aor), text, ContactValue.ReadQ(contact.Parameters));
    }
}

/// <summary>How long a contact is kept.</summary>
/// <param name="Granted">For everything.</param>
/// <param name="Messages">For MESSAGEs, from the same moment; what is less than <paramref name="Granted"/> means nothing.</param>
readonly record struct Lifetime(TimeSpan Granted, TimeSpan Messages);

/// <summary>Who wakes the phone of a contact.</summary>
/// <param name="HasParameters">Whether the contact has push parameters.</param>
/// <param name="Coverage">Whether we can.</param>
/// <param name="IsElsewhere">Whether a proxy nearer to the phone does.</param>
readonly record struct ContactPush(bool HasParameters, PushCoverage Coverage, bool IsElsewhere);
