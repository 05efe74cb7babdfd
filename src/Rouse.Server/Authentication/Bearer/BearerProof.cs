using System.Text;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication.Bearer;

/// <summary>Proves a sender by an access token (RFC 8898 §2.2, §2.3), whose user must be the one of the request.</summary>
sealed class BearerProof(BearerTokens tokens, Domains domains, AuthenticationAnswers answers)
{
    /// <param name="request">The packets do not wait for its keys.</param>
    /// <param name="claim">Who it says it is from.</param>
    /// <param name="domain">Whose settings count.</param>
    /// <param name="token">As it came.</param>
    public Verdict Prove(RequestContext request, Claim claim, string domain, string token)
    {
        var verdict = request.Suspend();
        _ = tokens.CheckAsync(domain, token, result => request.Complete(again => Decide(again, claim, result)));
        return verdict;
    }

    Verdict Decide(RequestContext request, Claim claim, TokenResult result) => result.State switch
    {
        TokenState.Unavailable => Unavailable.Answer(request, "Authorization Server Unavailable"),
        TokenState.Good when UserOf(result.Identity) is { } user =>
            claim.Kind == ClaimKind.User && claim.Aor != user
                ? answers.LoginFailed(request, claim.Aor, "token of another user")
                : AuthenticationAnswers.Proved(request, user),
        TokenState.Good => Again(request, claim, "token of nobody in our domains", ChallengeCause.InvalidToken),
        TokenState.NotInTime => answers.Challenge(request, claim, ChallengeCause.InvalidToken),
        TokenState.TooNarrow => Again(request, claim, result.Why, ChallengeCause.InvalidScope),
        _ => Again(request, claim, result.Why, ChallengeCause.InvalidToken),
    };

    // RFC 8898 §2.2: what is not valid is challenged again, so that the phone gets a new one.
    Verdict Again(RequestContext request, Claim claim, string why, ChallengeCause cause)
    {
        answers.Tell(request, claim, $"token refused: {why}");
        return answers.Challenge(request, claim, cause);
    }

    AddressOfRecord? UserOf(string identity)
    {
        var text = identity.Contains(':', StringComparison.Ordinal) ? identity : $"sip:{identity}";
        return SipUri.TryParse(Encoding.UTF8.GetBytes(text), out var uri) ? domains.ToAor(uri) : null;
    }
}
