using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication;

/// <summary>The credentials of a request that are meant for a realm of ours (RFC 3261 §22.3: each proxy finds its own).</summary>
/// <param name="Credentials">Null when there are none.</param>
/// <param name="IsMalformed">There are none, and some that nobody can read.</param>
readonly record struct OwnCredentials(DigestCredentials? Credentials, bool IsMalformed)
{
    /// <summary>
    /// Finds them and takes them off the request that is sent on: the next one has no use for them but to guess the password. Those of
    /// other realms stay.
    /// </summary>
    public static OwnCredentials Take(RequestContext request, HeaderName header, Domains domains)
    {
        // The other header's have no meaning here, and the next one must not get them either.
        TakeOff(request, header == HeaderName.Authorization ? HeaderName.ProxyAuthorization : HeaderName.Authorization, domains, out _);
        var own = TakeOff(request, header, domains, out var isMalformed);
        // Without a nonce they answer no challenge (RFC 8760 §2.7).
        return own is { Nonce.IsEmpty: false } ? new OwnCredentials(own, false) : new OwnCredentials(null, isMalformed);
    }

    static DigestCredentials? TakeOff(RequestContext request, HeaderName header, Domains domains, out bool isMalformed)
    {
        DigestCredentials? own = null;
        isMalformed = false;
        var values = request.Request.Headers.Values(header);
        while (values.MoveNext())
        {
            if (!DigestCredentials.TryParse(values.Current.Span, out var credentials, out var error))
            {
                isMalformed |= error != DigestError.NotDigest;
            }
            else if (domains.IsRealm(credentials.Realm))
            {
                own ??= credentials;
                request.Outgoing.Edits.Remove(values.Index);
            }
        }
        return own;
    }
}
