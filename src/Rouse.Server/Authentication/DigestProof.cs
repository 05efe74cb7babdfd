using System.Collections.Concurrent;
using System.IO.Hashing;
using Microsoft.Extensions.Logging;
using Rouse.Protocol.Sip;
using Rouse.Server.Location;
using Rouse.Server.Pipeline;

namespace Rouse.Server.Authentication;

/// <summary>Proves a sender by its password (RFC 3261 §22, RFC 7616, RFC 8760).</summary>
/// <param name="domains">Whose users are ours.</param>
/// <param name="challenges">What is offered.</param>
/// <param name="answers">What becomes of the request.</param>
/// <param name="nonces">Those of the challenges.</param>
/// <param name="services">What passwords are checked with, and who hears of wrong ones.</param>
/// <param name="log">Accounts that cannot log in.</param>
sealed class DigestProof(
    Domains domains, Challenges challenges, AuthenticationAnswers answers, Nonces nonces, AuthenticationServices services, ILogger log)
{
    readonly NonceCounts _counts = new();
    readonly PasswordCheck _passwords = new(domains, services.Digest);
    readonly ILoginGuard? _guard = services.Guard;
    readonly ConcurrentDictionary<AddressOfRecord, bool> _toldWithoutPassword = new();

    public Verdict Prove(RequestContext request, Claim claim, DigestCredentials credentials, IAccountStore accounts)
    {
        if (!IsRealmOf(claim, credentials.Realm))
            return answers.Challenge(request, claim, ChallengeCause.None);
        var aor = claim.Kind == ClaimKind.User ? claim.Aor : _passwords.AorOf(credentials);
        if (_guard?.Ignores(request.Flow, aor) == true)
            return Verdict.Dropped;
        var offered = challenges.Offered(answers.DomainOf(claim));
        // SIPp writes the domain where the Request-URI names a user; another user it must not be.
        if (!IsForTarget(credentials, request.RequestUri))
            return answers.LoginFailed(request, aor, "credentials for another Request-URI");
        if (credentials.Qop == DigestQop.Other || credentials.Algorithm is not { } algorithm || !offered.Contains(algorithm))
            return answers.LoginFailed(request, aor, "algorithm or qop that was not offered");
        var isCounted = credentials.Qop == DigestQop.Auth;
        if (IsStale(nonces.Check(credentials.Nonce, credentials.Realm, request.Flow, out var nonce), isCounted))
            return answers.Challenge(request, claim, ChallengeCause.Stale);
        var attempt = new Attempt(accounts, claim, aor, credentials, nonce);
        var lookup = accounts.Find(aor.User, aor.Domain);
        return lookup.State == AccountState.Pending
            ? Load(request, attempt, Freshness.Usual)
            : Decide(request, attempt, lookup, Freshness.Usual);
    }

    Verdict Load(RequestContext request, Attempt attempt, Freshness freshness)
    {
        var verdict = request.Suspend();
        attempt.Accounts.Load(
            attempt.Aor.User, attempt.Aor.Domain, freshness,
            lookup => request.Complete(again => Decide(again, attempt, lookup, freshness)));
        return verdict;
    }

    Verdict Decide(RequestContext request, Attempt attempt, AccountLookup lookup, Freshness freshness)
    {
        var (accounts, claim, aor, credentials, nonce) = attempt;
        if (lookup.State == AccountState.Unavailable)
            return Unavailable.Answer(request, "Accounts Unavailable");
        var result = _passwords.Check(aor, lookup.Account, credentials, request.Request.MethodName);
        if (result != PasswordResult.Right)
        {
            // It may have been changed just now, or the user made. Without an answer to that nobody is told that a password was wrong:
            // it would tell who exists.
            var newer = freshness == Freshness.Usual ? accounts.Find(aor.User, aor.Domain, Freshness.Doubted) : lookup;
            return newer.State == AccountState.Pending ? Load(request, attempt, Freshness.Doubted)
                : newer != lookup ? Decide(request, attempt, newer, Freshness.Doubted)
                : WrongAnswer(request, attempt, result);
        }
        if (credentials.Qop == DigestQop.Auth && !_counts.TryUse(nonce, credentials.NonceCount, HashOf(request)))
            return answers.Challenge(request, claim, ChallengeCause.Stale);
        _guard?.LoggedIn(request.Flow);
        return AuthenticationAnswers.Proved(request, aor);
    }

    Verdict WrongAnswer(RequestContext request, Attempt attempt, PasswordResult result)
    {
        var aor = attempt.Aor;
        if (result == PasswordResult.NoPassword && _toldWithoutPassword.TryAdd(aor, true))
            Log.NoPassword(log, aor, attempt.Credentials.Algorithm.GetValueOrDefault());
        _guard?.LoginFailed(request.Flow, aor, attempt.Nonce.Random);
        return answers.LoginFailed(request, aor, result switch
        {
            PasswordResult.UnknownUser => "unknown user",
            PasswordResult.OtherUser => "credentials of another user",
            PasswordResult.NoPassword => "no password of that algorithm",
            _ => "wrong password",
        });
    }

    // RFC 7616 §3.3 says stale to right responses only; the phone that gave a wrong one answers once more by itself, and is refused then.
    static bool IsStale(NonceVerdict verdict, bool isCounted) => verdict switch
    {
        NonceVerdict.Valid => false,
        NonceVerdict.FromBeforeStart => isCounted,
        _ => true,
    };

    // A retransmission passes again where no transaction absorbs it: the same bytes from the same place, and nothing else that repeats a
    // response.
    static ulong HashOf(RequestContext request)
    {
        var source = new ByteBuffer(64);
        source.Add((int)request.Flow.Transport);
        source.Add(":"u8);
        source.AddAddress(request.Flow.Remote.Address);
        source.Add(":"u8);
        source.Add(request.Flow.Remote.Port);
        var seed = XxHash3.HashToUInt64(source.Written);
        source.Return();
        return XxHash3.HashToUInt64(request.Request.Bytes.Span, (long)seed);
    }

    static bool IsForTarget(DigestCredentials credentials, SipUri target) =>
        credentials.Uri.SequenceEqual(target.Text.Span) || !SipUri.TryParse(credentials.Uri.ToArray(), out var uri)
        || uri.User.IsEmpty || target.User.IsEmpty || uri.User.Span.SequenceEqual(target.User.Span);

    // Who is anonymous may have been challenged for any domain.
    bool IsRealmOf(Claim claim, string realm) => claim.Kind != ClaimKind.User || realm == domains.RealmOf(claim.Aor.Domain);

    /// <summary>Credentials whose account is to be looked at.</summary>
    sealed record Attempt(IAccountStore Accounts, Claim Claim, AddressOfRecord Aor, DigestCredentials Credentials, NonceId Nonce);
}
