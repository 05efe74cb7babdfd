using Rouse.Protocol.Sip;

namespace Rouse.Fuzz.Targets;

/// <summary>
/// Any bytes as an address: its parts are slices of it, and its URI stands in brackets or has nothing that asks for them.
/// </summary>
static class NameAddressTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        ReadOnlyMemory<byte> bytes = data.ToArray();
        if (!NameAddress.TryParse(bytes, out var address))
            return;
        Invariant.Inside(bytes, address.DisplayName);
        Invariant.Inside(bytes, address.UriText);
        ParameterListTarget.Read(bytes, address.Parameters);
        if (!address.HasBrackets)
            Invariant.Holds(address.DisplayName.IsEmpty && !address.UriText.Span.ContainsAny("?,;\""u8));
        if (address.TryGetUri(out var uri))
            Invariant.Same(address.UriText.Span, uri.Text.Span);
    }
}
