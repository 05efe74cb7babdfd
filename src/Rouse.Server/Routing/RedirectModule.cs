using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Routing;

/// <summary>
/// Follows redirections to users of ours (RFC 3261 §16.7 step 4). All of a 3xx or nothing: what is told to the caller must not name who was
/// called already.
/// </summary>
sealed class RedirectModule(Domains domains, ILocationStore locations, Gruus gruus) : IRedirectModule
{
    public IReadOnlyList<Target> Follow(RequestContext request, Target target, SipResponse response)
    {
        // In a dialog the other side has said where it wants to be reached: that is the caller's affair (RFC 3261 §12.2.1.2).
        if (!request.Request.ToTag.IsEmpty || !response.Headers.Contains(HeaderName.Contact))
            return [];
        var found = new List<Target>();
        var named = new List<Named>();
        foreach (var contact in response.Headers.Values(HeaderName.Contact))
        {
            if (!TryFind(request, target, contact, found, named) || found.Count > Breadth.Usual)
                return [];
        }
        foreach (var (aor, instance) in named)
            request.Watch(aor, instance);
        return found;
    }

    bool TryFind(RequestContext request, Target redirecting, ReadOnlyMemory<byte> contact, List<Target> found, List<Named> named)
    {
        if (!NameAddress.TryParse(contact, out var address) || !address.TryGetUri(out var uri) || NamedBy(uri) is not { } who
            || (request.IsSips && uri.Scheme != UriScheme.Sips))
            return false;
        named.Add(who);
        var bindings = locations.Find(who.Aor).Where(binding => who.Has(binding) && request.MayReach(binding)).ToList();
        found.AddRange(bindings.Select(binding => Target.Redirected(binding, redirecting.Q * ContactValue.ReadQ(address.Parameters))));
        return bindings.Count > 0;
    }

    // RFC 5627 §6.1: a GRUU is one device.
    Named? NamedBy(SipUri uri) => Gruus.IsGruu(uri)
        ? gruus.TryResolve(uri, out var gruu) ? new Named(gruu.Aor, gruu.Instance) : null
        : domains.ToAor(uri) is { } aor ? new Named(aor, null) : null;

    /// <summary>A user, or one device of it.</summary>
    readonly record struct Named(AddressOfRecord Aor, string? Instance)
    {
        public bool Has(Binding binding) => Instance == null || binding.Identity.IsOf(Instance);
    }
}
