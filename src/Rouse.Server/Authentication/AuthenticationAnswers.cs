using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;
using Rouse.Server.Timelines;

namespace Rouse.Server.Authentication;

/// <summary>Why somebody is challenged who has sent a proof.</summary>
enum ChallengeCause : byte
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>Its nonce is too old (RFC 7616 §3.3).</summary>
    Stale,

    /// <summary>Its token is not good (RFC 6750 §3.1).</summary>
    InvalidToken,

    /// <summary>Its token allows too little (RFC 8898 §4).</summary>
    InvalidScope,
}

/// <summary>What becomes of a request once its proof was looked at, whatever the proof.</summary>
sealed class AuthenticationAnswers(Challenges challenges, Domains domains, ILogger log)
{
    /// <summary>401 to REGISTER, 407 to all else (RFC 3261 §22.2, §22.3); 403 where the sender has nothing that it could prove.</summary>
    public Verdict Challenge(RequestContext request, Claim claim, ChallengeCause cause)
    {
        var isRegister = request.Request.Method == SipMethod.Register;
        var header = isRegister ? HeaderName.WwwAuthenticate : HeaderName.ProxyAuthenticate;
        var lines = challenges.Write(header, DomainOf(claim), cause, request.Flow);
        return lines.Count == 0 ? Refuse(request, "no proof that its domain accepts") : request.Answer(isRegister ? 401 : 407, null, lines);
    }

    /// <summary>The domain whose settings count; who is anonymous is taken for one of the first.</summary>
    public string DomainOf(Claim claim) => claim.Kind == ClaimKind.User ? claim.Aor.Domain : domains.Default;

    public static Verdict Proved(RequestContext request, AddressOfRecord aor)
    {
        request.AuthenticatedAs = aor;
        request.Step(StepKind.Authenticated, detail: aor.User);
        return Verdict.Continue;
    }

    public Verdict LoginFailed(RequestContext request, AddressOfRecord aor, string why)
    {
        Log.LoginFailed(log, aor, request.Flow.Remote.Address, why);
        return Refuse(request, why);
    }

    public Verdict LoginFailed(RequestContext request, Claim claim, string why) => LoginFailed(request, NameOf(claim), why);

    /// <summary>One line for those who read the log, and what the timeline has beside it.</summary>
    public void Tell(RequestContext request, Claim claim, string why)
    {
        Log.LoginFailed(log, NameOf(claim), request.Flow.Remote.Address, why);
        request.Step(StepKind.Refused, detail: why);
    }

    // The sender learns nothing but 403, whatever the reason.
    public static Verdict Refuse(RequestContext request, string why)
    {
        request.Step(StepKind.Refused, detail: why);
        return request.Answer(403);
    }

    AddressOfRecord NameOf(Claim claim) =>
        claim.Kind == ClaimKind.User ? claim.Aor : new AddressOfRecord("anonymous", domains.Default);
}
