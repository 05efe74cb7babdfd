using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Routing;

/// <summary>Finds the registered device that a request comes from: by the flow, since who sends on it is known.</summary>
sealed class CallingDevices(Domains domains, ILocationStore locations, Gruus gruus)
{
    /// <summary>Null when it is none of a registered user.</summary>
    public Binding? Find(RequestContext request)
    {
        if ((request.AuthenticatedAs ?? AorOfSender(request.Request)) is not { } aor)
            return null;
        Binding? found = null;
        var bindings = locations.Find(aor);
        for (var i = 0; i < bindings.Count; i++)
        {
            if (bindings[i].Flow?.IsSamePath(request.Flow) != true)
                continue;
            // Devices behind a proxy share its flow.
            if (bindings[i].Path.Count == 0 || IsContactOf(bindings[i], request.Request))
                return bindings[i];
            found ??= bindings[i];
        }
        return found;
    }

    AddressOfRecord? AorOfSender(SipRequest request) =>
        NameAddress.TryParse(request.Headers.First(HeaderName.From), out var from) && from.TryGetUri(out var uri)
            ? domains.ToAor(uri)
            : null;

    bool IsContactOf(Binding binding, SipRequest request)
    {
        if (!NameAddress.TryParse(request.Headers.First(HeaderName.Contact), out var contact) || !contact.TryGetUri(out var uri))
            return false;
        if (Gruus.IsGruu(uri))
            return gruus.TryResolve(uri, out var gruu) && gruu.Is(binding);
        var own = binding.Uri;
        return own.Port == uri.Port && own.Host.Span.SequenceEqual(uri.Host.Span) && own.User.Span.SequenceEqual(uri.User.Span);
    }
}
