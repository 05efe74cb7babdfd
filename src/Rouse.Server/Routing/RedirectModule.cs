using Rouse.Protocol.Sip;
using Rouse.Server.Forking;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Routing;

/// <summary>
/// Follows redirections to users of ours (RFC 3261 §16.7 step 4). All of a 3xx or nothing: what is told to the caller must not name who was
/// called already.
/// </summary>
sealed class RedirectModule(Domains domains, ILocationStore locations) : IRedirectModule
{
    public IReadOnlyList<Target> Follow(RequestContext request, Target target, SipResponse response)
    {
        // In a dialog the other side has said where it wants to be reached: that is the caller's affair (RFC 3261 §12.2.1.2).
        if (!request.Request.ToTag.IsEmpty || !response.Headers.Contains(HeaderName.Contact))
            return [];
        var found = new List<Target>();
        foreach (var contact in response.Headers.Values(HeaderName.Contact))
        {
            if (!TryFind(request, target, contact, found) || found.Count > Breadth.Usual)
                return [];
        }
        foreach (var aor in found.Select(static t => t.Binding!.Aor).Distinct())
            request.Watch(aor);
        return found;
    }

    bool TryFind(RequestContext request, Target redirecting, ReadOnlyMemory<byte> contact, List<Target> found)
    {
        if (!NameAddress.TryParse(contact, out var address) || !address.TryGetUri(out var uri) || domains.ToAor(uri) is not { } aor
            || (request.IsSips && uri.Scheme != UriScheme.Sips))
            return false;
        var bindings = locations.Find(aor).Where(request.MayReach).ToList();
        found.AddRange(bindings.Select(binding => Target.Redirected(binding, redirecting.Q * ContactValue.ReadQ(address.Parameters))));
        return bindings.Count > 0;
    }
}
