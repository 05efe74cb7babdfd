using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Timelines;

namespace Rouse.Server.Authentication.Trust;

/// <summary>
/// What a trusted peer says of the sender: it has asked for a proof itself (RFC 3325 §5). A REGISTER counts for whom its To names (RFC 3261
/// §10.2: a third party), another request for the first user of ours in P-Asserted-Identity, else in From.
/// </summary>
sealed class PeerIdentity(ITrust? trust, Domains domains)
{
    /// <summary>False for everybody else. What a trusted peer asserts is sent on.</summary>
    public bool Believes(RequestContext request, bool isRegister)
    {
        if (trust?.IsTrusted(request.Flow) != true)
            return false;
        request.IsTrusted = true;
        request.AuthenticatedAs = isRegister
            ? domains.ToAor(request.Request.Headers.First(HeaderName.To))
            : Asserted(request.Request) ?? domains.ToAor(request.Request.Headers.First(HeaderName.From));
        request.Step(StepKind.Authenticated, detail: request.AuthenticatedAs?.User);
        return true;
    }

    AddressOfRecord? Asserted(SipRequest request)
    {
        foreach (var value in request.Headers.Values(HeaderName.PAssertedIdentity))
        {
            if (domains.ToAor(value) is { } user)
                return user;
        }
        return null;
    }
}
