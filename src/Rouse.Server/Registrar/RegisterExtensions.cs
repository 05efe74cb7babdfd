using Rouse.Protocol.Sip;
using Rouse.Protocol.Sip.Headers;

namespace Rouse.Server.Registrar;

/// <summary>What a 200 to a REGISTER agrees to beside the bindings.</summary>
/// <param name="PushTypes">Types of push that are sent (RFC 8599 §5.6.1), each once.</param>
/// <param name="IsOutbound">The contact is one of several flows (RFC 5626 §6).</param>
/// <param name="HasGruus">Contacts are told their GRUUs (RFC 5627 §5.2).</param>
readonly record struct RegisterExtensions(IReadOnlyList<string> PushTypes, bool IsOutbound, bool HasGruus)
{
    /// <summary>Whether the phone takes a GRUU, and there is one to have.</summary>
    public static bool AsksForGruus(SipRequest request, RegistrarOptions options) =>
        options.Gruu && OptionTags.Contains(request.Headers, HeaderName.Supported, "gruu"u8);

    /// <summary>Whether the phone knows that it has several flows, so that it may be told that it has (RFC 5626 §6).</summary>
    public static bool KnowsOutbound(SipRequest request) => OptionTags.Contains(request.Headers, HeaderName.Supported, "outbound"u8);
}
