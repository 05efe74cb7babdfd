using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication;

/// <summary>The credentials of a request that are meant for a realm of ours (RFC 3261 §22.3: each proxy finds its own).</summary>
/// <param name="Credentials">Null when there are none.</param>
/// <param name="Token">An access token, which names no realm (RFC 8898 §2.1.3); null when there is none, or nobody here takes any.</param>
/// <param name="IsMalformed">There are none, and some that nobody can read.</param>
readonly record struct OwnCredentials(DigestCredentials? Credentials, string? Token, bool IsMalformed)
{
    /// <summary>
    /// Finds them and takes them off the request that is sent on: the next one has no use for them but to guess the password. Those of
    /// other realms stay.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="header">Where the method's credentials stand.</param>
    /// <param name="domains">Whose realms are ours.</param>
    /// <param name="takesTokens">Whether some domain accepts tokens: then every token is for us. It may stand in either header.</param>
    public static OwnCredentials Take(RequestContext request, HeaderName header, Domains domains, bool takesTokens)
    {
        // The other header's have no meaning here, and the next one must not get them either.
        var other = TakeOff(
            request, header == HeaderName.Authorization ? HeaderName.ProxyAuthorization : HeaderName.Authorization, domains, takesTokens);
        var own = TakeOff(request, header, domains, takesTokens);
        var token = own.Token ?? other.Token;
        // Without a nonce they answer no challenge (RFC 8760 §2.7).
        return own.Credentials is { Nonce.IsEmpty: false }
            ? new OwnCredentials(own.Credentials, token, false)
            : new OwnCredentials(null, token, own.IsMalformed);
    }

    /// <summary>Whether a request other than REGISTER came with a password's proof for us.</summary>
    public static bool Had(SipRequest request, Domains domains)
    {
        foreach (var value in request.Headers.Values(HeaderName.ProxyAuthorization))
        {
            if (DigestCredentials.TryParse(value.Span, out var credentials, out _) && domains.IsRealm(credentials.Realm))
                return true;
        }
        return false;
    }

    static OwnCredentials TakeOff(RequestContext request, HeaderName header, Domains domains, bool takesTokens)
    {
        var own = default(OwnCredentials);
        var values = request.Request.Headers.Values(header);
        while (values.MoveNext())
        {
            if (!DigestCredentials.TryParse(values.Current.Span, out var credentials, out var error))
            {
                var isToken = takesTokens && BearerToken.IsBearer(values.Current.Span);
                own = isToken ? own.WithToken(values.Current)
                    : own with { IsMalformed = own.IsMalformed || error != DigestError.NotDigest };
                if (isToken)
                    request.Outgoing.Edits.Remove(values.Index);
            }
            else if (domains.IsRealm(credentials.Realm))
            {
                own = own with { Credentials = own.Credentials ?? credentials };
                request.Outgoing.Edits.Remove(values.Index);
            }
        }
        return own;
    }

    OwnCredentials WithToken(ReadOnlyMemory<byte> value) =>
        BearerToken.TryParse(value.Span, out var token) ? this with { Token = Token ?? token } : this with { IsMalformed = true };
}
